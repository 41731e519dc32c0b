import { DatabaseError } from '#infra/postgres/errors.ts';

const messages = {
  VAULT_NOT_FOUND: 'Nothing is stored under this reference for this actor',
  VAULT_NOT_GRANTED: 'The purpose does not open this',
  VAULT_RECORD_MISPLACED: 'The stored record belongs to another place',
  VAULT_OBJECT_MISPLACED: 'The stored object belongs to another place',
  VAULT_OBJECT_MISSING: 'The stored object is gone although its document is there',
  VAULT_ALTERED: 'The stored ciphertext was altered',
  VAULT_TRUNCATED: 'The stored ciphertext was truncated',
  VAULT_TRAILING_DATA: 'The stored ciphertext was extended',
  VAULT_ROLLED_BACK: 'What is stored is older than the audit trail says',
  VAULT_WRONG_KEY: 'The data key does not open what is stored',
  VAULT_KEY_NOT_HELD: 'This process does not hold the key-encryption key of what is stored',
  VAULT_REFERENCE_FORGED: 'The reference was not issued by the vault',
  VAULT_RECORD_INVALID: 'The value does not fit its type',
  VAULT_DOCUMENT_TOO_LARGE: 'The document exceeds the size limit',
  VAULT_DOCUMENT_INCOMPLETE: 'The document did not arrive completely',
  VAULT_DOCUMENT_UNINSPECTED: 'The document has not been inspected yet',
  VAULT_DOCUMENT_INFECTED: 'The document was found infected, and never opens again',
  VAULT_TOO_MANY_OPEN: 'The owner has reached the limit of open subjects',
  VAULT_TOO_MANY_DOCUMENTS: 'The subject has as many documents as it may have',
  VAULT_SUBJECT_CLOSED: 'The subject is closed and can no longer be changed by its owner',
  VAULT_CONFLICT: 'The state of the subject does not allow this',
  VAULT_STORAGE_UNAVAILABLE: 'The storage or the key service is unavailable',
} as const;

export type VaultErrorCode = keyof typeof messages;

/**
 * What is stored is not what was stored, or is gone: nothing that a caller did. Each is an alarm.
 */
export const damageCodes: ReadonlySet<string> = new Set<VaultErrorCode>([
  'VAULT_RECORD_MISPLACED',
  'VAULT_OBJECT_MISPLACED',
  'VAULT_OBJECT_MISSING',
  'VAULT_ALTERED',
  'VAULT_TRUNCATED',
  'VAULT_TRAILING_DATA',
  'VAULT_ROLLED_BACK',
  'VAULT_WRONG_KEY',
  'VAULT_KEY_NOT_HELD',
]);

/**
 * What the vault refuses or fails at. Constant text for each code, no cause: an error carries no
 * data.
 */
export class VaultError extends Error {
  override name = 'VaultError';
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}

/**
 * Throws the error of a statement that row-level security may refuse: the actor may not write this
 * for a subject in this state.
 */
export function throwConflict(error: unknown): never {
  if (error instanceof DatabaseError && error.code === 'DATABASE_NOT_PERMITTED')
    throw new VaultError('VAULT_CONFLICT');
  throw error;
}
