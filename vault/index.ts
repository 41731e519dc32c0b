/** The vault's public API. */
export { actingAs } from './actor.ts';
export type { Actor } from './actor.ts';
export { vaultDependencies } from './dependencies.ts';
export { damageCodes, VaultError } from './errors.ts';
export type { VaultErrorCode } from './errors.ts';
export { checkKeys, introduceKey } from './key-checks.ts';
export { isIdempotencyKey, newIdempotencyKey } from './idempotency-keys.ts';
export type { IdempotencyKey } from './idempotency-keys.ts';
export type { VaultDependencies } from './scope.ts';
export type {
  DocumentDescription,
  NewDocument,
  NewRecord,
  StoredDocument,
  VaultSession,
  Verdict,
} from './session.ts';
export type {
  DocumentRef,
  DocumentType,
  RecordRef,
  RecordType,
  RecordValue,
  StoredTypes,
} from './stored-types.ts';
export { awaitDocuments, closeSubject } from './subjects.ts';
export { createSweeper } from './sweeper.ts';
export type { Sweeper } from './sweeper.ts';
export { anchorTrail } from './trail/anchors.ts';
export type { Anchoring } from './trail/anchors.ts';
export { verifyTrail } from './trail/verify.ts';
export type { Fault as TrailFault } from './trail/verify.ts';
export { createVault } from './vault.ts';
export type { Vault } from './vault.ts';
