/**
 * What an intake stores in the vault. The names are bound into each ciphertext: they never change.
 */
import { z } from 'zod';
import type { StoredTypes, Vault, VaultSession } from '#vault/index.ts';

/** What the patient entered. */
const details = z.strictObject({
  fullName: z.string().min(1).max(120),
  dateOfBirth: z.iso.date(),
  memberNumber: z.string().regex(/^[A-Z]{3}\d{9}$/),
  complaint: z.string().min(1).max(2_000),
});

/** What is out of range in the lab result. */
const findings = z.strictObject({ outOfRange: z.array(z.string().max(200)).max(1_000) });

/** How urgent, and why. */
const triage = z.strictObject({
  urgency: z.enum(['urgent', 'routine']),
  reasons: z.array(z.string()),
});

export const storedTypes = {
  subject: 'pat',
  records: {
    // Of the subject's own kind: a patient has one set of details, under the patient's own
    // reference.
    'patient-details': { kind: 'pat', schema: details, writtenBy: 'owner' },
    'lab-findings': { kind: 'rpt', schema: findings, writtenBy: 'worker' },
    triage: { kind: 'rpt', schema: triage, writtenBy: 'worker' },
  },
  documents: {
    'lab-result': { kind: 'lab', prefix: 'uploads/', writtenBy: 'owner' },
  },
} as const satisfies StoredTypes;

export type PatientDetails = z.infer<typeof details>;
export type IntakeVault = Vault<typeof storedTypes>;
export type IntakeVaultSession = VaultSession<typeof storedTypes>;
