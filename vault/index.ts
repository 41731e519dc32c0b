/** What the rest of the system may use of the vault. */
export { sweeper } from './actor.ts';
export type { Actor } from './actor.ts';
export { applicationStatuses, createApplications, eventCodes } from './applications.ts';
export type {
  Application,
  ApplicationEvent,
  Applications,
  ApplicationStatus,
  EventCode,
} from './applications.ts';
export { VaultError } from './errors.ts';
export type { VaultErrorCode } from './errors.ts';
export * from './record-types.ts';
export { newReference } from './references.ts';
export { createVault } from './vault.ts';
export type { DocumentDescription, NewDocument, NewRecord, RecordRef, Vault, VaultSession } from './vault.ts';
