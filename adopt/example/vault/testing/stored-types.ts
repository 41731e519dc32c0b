/**
 * A small product for the vault's own tests: members file a profile and scans, a worker answers.
 */
import { z } from 'zod';
import type { DocumentRef, StoredTypes, SubjectRef } from '../stored-types.ts';

const finding = z.strictObject({ sound: z.boolean(), remark: z.string() });

export const storedTypes = {
  subject: 'pat',
  records: {
    profile: {
      kind: 'pat',
      schema: z.strictObject({ name: z.string(), number: z.string().regex(/^\d{9}$/) }),
      writtenBy: 'owner',
    },
    habits: { kind: 'pat', schema: z.strictObject({ tea: z.boolean() }), writtenBy: 'owner' },
    finding: { kind: 'rpt', schema: finding, writtenBy: 'worker' },
    summary: { kind: 'rpt', schema: finding, writtenBy: 'worker' },
    ruling: {
      kind: 'rpt',
      schema: z.strictObject({ verdict: z.string(), reviewer: z.uuid() }),
      writtenBy: 'reviewer',
    },
  },
  grants: { clerk: { filing: ['habits'], archiving: ['finding', 'documents'] } },
  documents: {
    scan: { kind: 'lab', prefix: 'uploads/', writtenBy: 'owner' },
    letter: { kind: 'lab', prefix: 'letters/', writtenBy: 'worker' },
  },
} as const satisfies StoredTypes;

export type TestTypes = typeof storedTypes;
export type TestSubject = SubjectRef<TestTypes>;
export type TestScan = DocumentRef<TestTypes, 'scan'>;
