/**
 * What a loan application stores in the vault. `get` parses what it decrypts with the same schema
 * that `put` checked, so a reader never meets a shape that it does not expect.
 *
 * The types and who writes them are repeated in SQL (migrations/0002_rights.sql), which enforces
 * them against code that bypasses the vault.
 */
import { z } from 'zod';
import { grants } from '#contract/index.ts';
import type {
  DocumentDescription as VaultDocumentDescription,
  RecordRef as VaultRecordRef,
  RecordValue as VaultRecordValue,
  StoredTypes,
  Vault,
  VaultSession,
} from '#vault/index.ts';
import { loanLimits } from './rules.ts';
import { uploadTypes } from './uploads.ts';

const cents = z.number().int().nonnegative();

/*
 * What the customer submitted, in parts by who needs them (parts.ts): each is a ciphertext of its
 * own.
 */

export const contact = z.strictObject({
  fullName: z.string().min(1).max(120),
  email: z.email().max(254),
  phone: z.string().min(1).max(40),
  address: z.string().min(1).max(300),
});

export const identity = z.strictObject({
  ssn: z.string().regex(/^\d{9}$/),
  dateOfBirth: z.iso.date(),
});

/** The loan, and what is to pay it back. Money in US cents. */
export const finances = z.strictObject({
  employer: z.string().min(1).max(120),
  annualIncomeCents: cents,
  requestedCents: cents.min(loanLimits.minCents).max(loanLimits.maxCents),
  termMonths: z.literal(loanLimits.termMonths),
  purpose: z.string().min(1).max(500),
});

export const bankAccount = z.strictObject({
  bankRoutingNumber: z.string().regex(/^\d{9}$/),
  bankAccountNumber: z.string().regex(/^\d{4,17}$/),
});

/** The last digits of numbers, so that a page opens no number to show them. */
const lastDigits = z.string().regex(/^\d{2,4}$/);
export const masks = z.strictObject({
  ssn: lastDigits,
  bankRoutingNumber: lastDigits,
  bankAccountNumber: lastDigits,
});

/** Why nothing could be read from a document: for the log, and in words for a reviewer. */
export const unreadableReasons = [
  'too-large',
  'too-many-pages',
  'out-of-memory',
  'timed-out',
  'broken',
  'locked',
  'no-text',
  'too-small',
  'blank',
] as const;

/** What was read from the documents. `text` is what a reviewer may search; money in US cents. */
export const extractionReport = z.strictObject({
  documents: z.array(
    z.strictObject({
      ref: z.string(),
      type: z.enum(uploadTypes),
      readable: z.boolean(),
      unreadable: z.enum(unreadableReasons).optional(),
      pages: z.number().int().nonnegative(),
      text: z.string().max(200_000),
      image: z
        .strictObject({
          width: z.number().int(),
          height: z.number().int(),
          format: z.string(),
          takenAt: z.string().optional(),
          device: z.string().optional(),
        })
        .optional(),
    }),
  ),
  /** References of the documents in which the name and the account were found. */
  nameIn: z.array(z.string()),
  accountIn: z.array(z.string()),
  monthlyDepositsCents: cents.optional(),
});

/** The credit bureau's answer. */
export const identityReport = z.strictObject({
  confirmed: z.boolean(),
  creditScore: z.number().int().min(300).max(850).optional(),
  openDebtCents: cents.optional(),
  bureauReference: z.string(),
});

/** The risk engine's assessment: a recommendation and the reasons a reviewer reads. */
export const riskAssessment = z.strictObject({
  recommendation: z.enum(['approve', 'refer', 'decline']),
  score: z.number().int().min(0).max(100),
  reasons: z.array(z.string()),
  /** What speaks for the application, and the records or documents that each piece rests on. */
  evidence: z.array(z.strictObject({ what: z.string(), restsOn: z.array(z.string()) })),
  monthlyPaymentCents: cents,
  debtToIncome: z.number().nonnegative(),
});

/** A reviewer's decision, with words that the customer's letter does not repeat. */
export const reviewDecision = z.strictObject({
  decision: z.enum(['approve', 'decline']),
  rationale: z.string().min(1).max(2_000),
  reviewer: z.uuid(),
});

/** What a reviewer sees masked, and can have shown. */
export const revealedFields = ['ssn', 'date-of-birth', 'bank-account-number'] as const;
export const revealReasons = ['compare-document', 'answer-customer', 'ask-bureau'] as const;

/** That a reviewer had a field shown, and why. The customer is told, without the note. */
export const disclosure = z.strictObject({
  field: z.enum(revealedFields),
  reason: z.enum(revealReasons),
  note: z.string().min(1).max(500),
  reviewer: z.uuid(),
  at: z.iso.datetime(),
});

export const storedTypes = {
  subject: 'app',
  grants,
  records: {
    // Of the subject's own kind: an application has one of each, under its own reference.
    contact: { kind: 'app', schema: contact, writtenBy: 'owner' },
    identity: { kind: 'app', schema: identity, writtenBy: 'owner' },
    finances: { kind: 'app', schema: finances, writtenBy: 'owner' },
    'bank-account': { kind: 'app', schema: bankAccount, writtenBy: 'owner' },
    masks: { kind: 'app', schema: masks, writtenBy: 'owner' },
    'extraction-report': { kind: 'rpt', schema: extractionReport, writtenBy: 'worker' },
    'identity-report': { kind: 'rpt', schema: identityReport, writtenBy: 'worker' },
    'risk-assessment': { kind: 'rpt', schema: riskAssessment, writtenBy: 'worker' },
    'review-decision': { kind: 'dec', schema: reviewDecision, writtenBy: 'reviewer' },
    disclosure: { kind: 'rpt', schema: disclosure, writtenBy: 'reviewer' },
  },
  documents: {
    identity: { kind: 'doc', prefix: 'uploads/', writtenBy: 'owner', inspectedBy: 'worker' },
    'bank-statement': {
      kind: 'doc',
      prefix: 'uploads/',
      writtenBy: 'owner',
      inspectedBy: 'worker',
    },
    'decision-letter': { kind: 'ltr', prefix: 'letters/', writtenBy: 'worker' },
  },
} as const satisfies StoredTypes;

export type LoanTypes = typeof storedTypes;
export type LoanVault = Vault<LoanTypes>;
export type RecordType = keyof LoanTypes['records'];
export type LoanVaultSession<Opens extends RecordType = RecordType> = VaultSession<
  LoanTypes,
  Opens
>;

export type RecordValue<Type extends RecordType> = VaultRecordValue<LoanTypes, Type>;
export type RecordRef<Type extends RecordType> = VaultRecordRef<LoanTypes, Type>;
export type DocumentType = keyof LoanTypes['documents'];
export type DocumentDescription = VaultDocumentDescription<LoanTypes>;

export type Contact = RecordValue<'contact'>;
export type Identity = RecordValue<'identity'>;
export type Finances = RecordValue<'finances'>;
export type BankAccount = RecordValue<'bank-account'>;
export type Masks = RecordValue<'masks'>;
/** What the customer enters, in one piece. */
export type ApplicationDetails = Contact & Identity & Finances & BankAccount;
export type ExtractionReport = RecordValue<'extraction-report'>;
export type IdentityReport = RecordValue<'identity-report'>;
export type RiskAssessment = RecordValue<'risk-assessment'>;
export type Disclosure = RecordValue<'disclosure'>;
export type ReviewDecision = RecordValue<'review-decision'>;
