/**
 * What the vault can hold, one schema for each type. `vault.get` parses what it decrypts with the same schema
 * that `vault.put` checked, so that a reader never meets a shape it does not expect.
 */
import { z } from 'zod';
import type { ReferenceKind } from '#contract/index.ts';

const cents = z.number().int().nonnegative();
const routingNumber = z.string().regex(/^\d{9}$/);
const isoDate = z.iso.date();

/** What the customer submitted. Money in US cents. */
export const applicationDetails = z.strictObject({
  fullName: z.string().min(1).max(120),
  email: z.email().max(254),
  phone: z.string().min(1).max(30),
  address: z.string().min(1).max(300),
  ssn: z.string().regex(/^\d{9}$/),
  dateOfBirth: isoDate,
  employer: z.string().min(1).max(120),
  annualIncomeCents: cents,
  requestedCents: cents.min(100_000).max(5_000_000),
  termMonths: z.union([z.literal(12), z.literal(24), z.literal(36), z.literal(48), z.literal(60)]),
  purpose: z.string().min(1).max(500),
  bankRoutingNumber: routingNumber,
  bankAccountNumber: z.string().regex(/^\d{4,17}$/),
});

/** What was read from the documents. `text` is what a reviewer may search; amounts in US cents. */
export const extractionReport = z.strictObject({
  documents: z.array(
    z.strictObject({
      ref: z.string(),
      type: z.enum(['identity', 'bank-statement']),
      readable: z.boolean(),
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
  nameFound: z.boolean(),
  accountFound: z.boolean(),
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
  monthlyPaymentCents: cents,
  debtToIncome: z.number().nonnegative(),
});

/** A reviewer's decision, with words that the customer's letter does not repeat. */
export const reviewDecision = z.strictObject({
  decision: z.enum(['approve', 'decline']),
  rationale: z.string().min(1).max(2_000),
  reviewer: z.uuid(),
});

export const recordTypes = {
  'application-details': { kind: 'app', schema: applicationDetails },
  'extraction-report': { kind: 'rpt', schema: extractionReport },
  'identity-report': { kind: 'rpt', schema: identityReport },
  'risk-assessment': { kind: 'rpt', schema: riskAssessment },
  'review-decision': { kind: 'dec', schema: reviewDecision },
} as const satisfies Record<string, { kind: ReferenceKind; schema: z.ZodType }>;

export type RecordType = keyof typeof recordTypes;
export type RecordValue<Type extends RecordType> = z.infer<(typeof recordTypes)[Type]['schema']>;

export type ApplicationDetails = RecordValue<'application-details'>;
export type ExtractionReport = RecordValue<'extraction-report'>;
export type IdentityReport = RecordValue<'identity-report'>;
export type RiskAssessment = RecordValue<'risk-assessment'>;
export type ReviewDecision = RecordValue<'review-decision'>;

/** Documents that customers send, and the one that the worker writes. */
export const documentTypes = ['identity', 'bank-statement', 'decision-letter'] as const;
export type DocumentType = (typeof documentTypes)[number];
