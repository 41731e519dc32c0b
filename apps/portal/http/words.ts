/** The portal's words for statuses, documents and events. */
import type { unreadableReasons } from '#lending/stored-types.ts';
import type { ApplicationStatus, Disclosure, DocumentType, EventCode } from '#lending/index.ts';
import type { Verdict } from '#vault/index.ts';

/** A status as a customer reads it; `tone` picks the colour and is never the only sign. */
export const statusWords: Record<
  ApplicationStatus,
  { label: string; tone: 'calm' | 'busy' | 'good' | 'bad' }
> = {
  draft: { label: 'Draft', tone: 'calm' },
  submitted: { label: 'In progress', tone: 'busy' },
  'needs-documents': { label: 'Action needed', tone: 'bad' },
  'in-review': { label: 'With a reviewer', tone: 'busy' },
  approved: { label: 'Approved', tone: 'good' },
  declined: { label: 'Declined', tone: 'bad' },
  expired: { label: 'Expired', tone: 'bad' },
  withdrawn: { label: 'Withdrawn', tone: 'calm' },
  failed: { label: 'Could not be processed', tone: 'bad' },
};

export const documentWords: Record<DocumentType, string> = {
  identity: 'Identity document',
  'bank-statement': 'Bank statement',
  'decision-letter': 'Decision letter',
};

/** What an inspection found, if it was not what one hopes for. */
export const verdictWords: Partial<Record<Verdict, string>> = {
  infected: 'Not accepted: it could do harm',
};

/** What a reviewer can have shown, and why. */
export const revealedWords: Record<Disclosure['field'], string> = {
  ssn: 'Social Security number',
  'date-of-birth': 'Date of birth',
  'bank-account-number': 'Bank account number',
};
export const reasonWords: Record<Disclosure['reason'], string> = {
  'compare-document': 'To compare it with a document',
  'answer-customer': 'To answer the customer',
  'ask-bureau': 'To ask the credit bureau about it',
};

/** The same to the customer, within a sentence. */
export const revealedOfYoursWords: typeof revealedWords = {
  ssn: 'Social Security number',
  'date-of-birth': 'date of birth',
  'bank-account-number': 'bank account number',
};
export const reasonToYouWords: typeof reasonWords = {
  'compare-document': 'to compare it with a document',
  'answer-customer': 'to answer your question',
  'ask-bureau': 'to ask the credit bureau about it',
};

/** Why a document could not be read, as a reviewer reads it. */
export const unreadableWords: Record<(typeof unreadableReasons)[number], string> = {
  'too-large': 'Not read: too large',
  'too-many-pages': 'Not read: too many pages',
  'out-of-memory': 'Not read: it takes too much memory',
  'timed-out': 'Not read: it takes too long',
  broken: 'Not readable: broken or cut off',
  locked: 'Not readable: it is locked by a password or a certificate',
  'no-text': 'No text found: blank, or a scan',
  'too-small': 'Too small to be legible',
  blank: 'Nothing to be seen on it',
};

/** Steps of the timeline: what happened, and what it means for the customer. */
export const eventWords: Record<EventCode, { label: string; detail: string }> = {
  submitted: {
    label: 'Application received',
    detail: 'It is stored encrypted. The workflow sees its reference only.',
  },
  'documents-refused': {
    label: 'A document was not accepted',
    detail: 'Our checks found something in it that could do harm. Please replace it.',
  },
  'documents-replaced': {
    label: 'Documents replaced',
    detail: 'We check the new ones like the others.',
  },
  scanned: {
    label: 'Documents scanned',
    detail: 'We checked each file for malware, and that it is the kind of file it claims to be.',
  },
  validated: { label: 'Details checked', detail: 'We have everything we need.' },
  incomplete: {
    label: 'Details checked',
    detail: 'We cannot assess this application. The letter explains what you can do.',
  },
  extracted: { label: 'Documents read', detail: 'We compared them with your details.' },
  'identity-checked': { label: 'Identity checked', detail: 'The credit bureau answered.' },
  'identity-unavailable': {
    label: 'Credit bureau unavailable',
    detail: 'We continue without it: a reviewer will decide.',
  },
  assessed: {
    label: 'Risk assessed',
    detail: 'We weighed your income, your debts and the amount.',
  },
  'in-review': {
    label: 'With a reviewer',
    detail: 'A person is looking at your application. This can take a few days.',
  },
  decided: { label: 'Reviewer decided', detail: 'A person has made the decision.' },
  'letter-ready': { label: 'Decision letter written', detail: 'You can download it on this page.' },
  notified: { label: 'E-mail sent', detail: 'It says only that there is news.' },
  approved: { label: 'Approved', detail: 'Your loan is approved. The letter states the terms.' },
  declined: {
    label: 'Declined',
    detail: 'We cannot offer you this loan. The letter explains what you can do.',
  },
  expired: {
    label: 'Expired',
    detail: 'No reviewer decided in time. You are welcome to apply again.',
  },
  withdrawn: { label: 'Withdrawn', detail: 'You withdrew this application.' },
  failed: {
    label: 'Could not be processed',
    detail: 'Something in our process failed. We will be in touch.',
  },
};

/** The events that end a timeline. */
export const endCodes: ReadonlySet<string> = new Set([
  'approved',
  'declined',
  'expired',
  'withdrawn',
  'failed',
]);
