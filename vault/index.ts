/** What the rest of the system may use of the vault. */
export { sweeper } from './actor.ts';
export type { Actor } from './actor.ts';
export { createApplications } from '#lending/applications.ts';
export { applicationStatuses, eventCodes } from '#lending/life-cycle.ts';
export type {
  Application,
  ApplicationEvent,
  Applications,
  ApplicationStatus,
  LaterStatus,
  EventCode,
} from '#lending/life-cycle.ts';
export { VaultError } from './errors.ts';
export type { VaultErrorCode } from './errors.ts';
export * from '#lending/record-types.ts';
export { newReference } from './references.ts';
export type {
  DocumentDescription,
  NewDocument,
  NewRecord,
  RecordRef,
  StoredDocument,
  VaultSession,
} from './session.ts';
export { createLetterSweeper, createSweeper } from './sweeper.ts';
export type { Sweeper } from './sweeper.ts';
export { createVault } from './vault.ts';
export type { Vault, VaultDependencies } from './vault.ts';
