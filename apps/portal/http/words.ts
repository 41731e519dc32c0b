/** How the portal names things to people. */
import type { ApplicationStatus, DocumentType, EventCode } from '#lending/index.ts';

/** A status as a customer reads it; `tone` picks the colour and is never the only sign. */
export const statusWords: Record<
  ApplicationStatus,
  { label: string; tone: 'calm' | 'busy' | 'good' | 'bad' }
> = {
  draft: { label: 'Draft', tone: 'calm' },
  submitted: { label: 'In progress', tone: 'busy' },
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

/** Steps of the timeline: what happened, and what it means for the customer. */
export const eventWords: Record<EventCode, { label: string; detail: string }> = {
  submitted: {
    label: 'Application received',
    detail: 'Stored encrypted. Processing knows it by its reference only.',
  },
  scanned: {
    label: 'Documents scanned',
    detail: 'Each file was checked for malware and for being what it says.',
  },
  validated: { label: 'Details checked', detail: 'Everything we need is there.' },
  extracted: { label: 'Documents read', detail: 'We compared them with what you told us.' },
  'identity-checked': { label: 'Identity checked', detail: 'The credit bureau answered.' },
  'identity-unavailable': {
    label: 'Credit bureau not reachable',
    detail: 'We go on without it; a person will look.',
  },
  assessed: { label: 'Risk assessed', detail: 'Income, debts and the amount were weighed up.' },
  'in-review': {
    label: 'With a reviewer',
    detail: 'A person looks at your application. This can take some days.',
  },
  decided: { label: 'Reviewer decided', detail: 'A person has made the decision.' },
  'letter-ready': { label: 'Decision letter written', detail: 'You can download it on this page.' },
  notified: { label: 'E-mail sent', detail: 'It says that there is news, and nothing else.' },
  approved: { label: 'Approved', detail: 'Your loan is approved. The letter has the terms.' },
  declined: {
    label: 'Declined',
    detail: 'We cannot offer you this loan. The letter says what you can do.',
  },
  expired: { label: 'Expired', detail: 'Nobody decided in time. You are welcome to apply again.' },
  withdrawn: { label: 'Withdrawn', detail: 'You withdrew this application.' },
  failed: {
    label: 'Could not be processed',
    detail: 'Something in our process failed. We will be in touch.',
  },
};

/** Codes after which nothing follows. */
export const endCodes: ReadonlySet<string> = new Set([
  'approved',
  'declined',
  'expired',
  'withdrawn',
  'failed',
]);
