/** What the vault could leave in the clear in Postgres and S3. */
import type { Mutant } from '../mutant.ts';
import { hash, uuidOf } from './hashed.ts';

const uploads = {
  file: 'vault/uploads.ts',
  from: 'const attempt = newAttempt(scope.types, document);',
  scenario: 'draft',
} as const;
const envelope = {
  file: 'vault/envelope.ts',
  from: 'const ciphertext = await encryptBytes(keyring, Buffer.from(JSON.stringify(value)), place);',
  scenario: 'draft',
} as const;
const records = { file: 'vault/records.ts' } as const;

export const keyOfAUuid: Mutant = {
  ...uploads,
  name: 'UUID of the MD5 of the file name as a key in Postgres',
  to: `const attempt = newAttempt(scope.types, { ...document, idempotencyKey: ${uuidOf('«document.fileName»')} as IdempotencyKey });`,
  needs: hash,
};

export const inTheVault: readonly Mutant[] = [
  {
    ...uploads,
    name: 'file name in the key of an S3 object',
    to: 'const attempt = { ...newAttempt(scope.types, document), objectKey: `uploads/${«document.fileName»}` };',
  },
  {
    ...uploads,
    name: 'UUID of the MD5 of the file name in the key of an S3 object',
    to: `const attempt = newAttempt(scope.types, document); attempt.objectKey = \`uploads/\${attempt.ref}/\${${uuidOf('«document.fileName»')}}\`;`,
    needs: hash,
  },
  keyOfAUuid,
  {
    ...uploads,
    name: 'file name in a column',
    to: 'const attempt = newAttempt(scope.types, { ...document, idempotencyKey: «document.fileName» });',
  },
  {
    name: 'document that is not encrypted',
    file: 'vault/encrypt-document.ts',
    from: 'pipeline(plaintext, encryptStream(keyring, place), meter.stream)',
    to: 'pipeline(«plaintext», meter.stream)',
    scenario: 'draft',
  },
  {
    ...envelope,
    name: 'record that is not encrypted',
    to: 'const ciphertext = Buffer.from(JSON.stringify(«value»));',
  },
  {
    ...envelope,
    name: 'address in the encryption context',
    to: "const ciphertext = await encryptBytes(keyring, Buffer.from(JSON.stringify(value)), { ...place, of: «(value as { email?: string }).email ?? ''» } as Place);",
  },
  {
    ...records,
    name: 'details in the audit trail',
    from: 'const found = await scope.transact((db) => findSlots(db, subject, slots));',
    to: "const found = await scope.transact((db) => findSlots(db, subject, slots)); await scope.transact((db) => auditAll(db, 'record.read', [{ ref: «JSON.stringify(slots[0]?.value)», subject }]));",
    scenario: 'draft',
  },
  {
    ...records,
    name: 'reference made of a hash of its record',
    from: 'const ref = sharesReference ? subject : newReference(kind);',
    to: "const ref = sharesReference ? subject : type !== 'review-decision' ? newReference(kind) : («`${kind}_${createHash('sha256').update(«(checked.data as { rationale: string }).rationale»).digest('hex').slice(0, 26)}`» as Reference);",
    needs: hash,
    scenario: 'referred',
  },
];
