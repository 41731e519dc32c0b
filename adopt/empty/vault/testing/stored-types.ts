/**
 * A small product for the vault's own tests: members file a profile and scans, a worker answers.
 */
import { z } from 'zod';
import type { DocumentRef, StoredTypes, SubjectRef } from '../stored-types.ts';

const finding = z.strictObject({ sound: z.boolean(), remark: z.string() });

export const storedTypes = {
  subject: 'sub',
  records: {
    profile: {
      kind: 'sub',
      schema: z.strictObject({ name: z.string(), number: z.string().regex(/^\d{9}$/) }),
      writtenBy: 'owner',
    },
    habits: { kind: 'sub', schema: z.strictObject({ tea: z.boolean() }), writtenBy: 'owner' },
    finding: { kind: 'rec', schema: finding, writtenBy: 'worker' },
    summary: { kind: 'rec', schema: finding, writtenBy: 'worker' },
    ruling: {
      kind: 'rec',
      schema: z.strictObject({ verdict: z.string(), reviewer: z.uuid() }),
      writtenBy: 'reviewer',
    },
  },
  grants: { clerk: { filing: ['habits'], archiving: ['finding', 'documents'] } },
  documents: {
    scan: { kind: 'doc', prefix: 'uploads/', writtenBy: 'owner' },
    letter: { kind: 'doc', prefix: 'letters/', writtenBy: 'worker' },
  },
} as const satisfies StoredTypes;

export type TestTypes = typeof storedTypes;
export type TestSubject = SubjectRef<TestTypes>;
export type TestScan = DocumentRef<TestTypes, 'scan'>;
