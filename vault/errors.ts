const messages = {
  VAULT_NOT_FOUND: 'Nothing is stored under this reference for this actor',
  VAULT_RECORD_MISPLACED: 'The stored record belongs to another place',
  VAULT_OBJECT_MISPLACED: 'The stored object belongs to another place',
  VAULT_ALTERED: 'The stored ciphertext was altered',
  VAULT_TRUNCATED: 'The stored ciphertext was cut short',
  VAULT_TRAILING_DATA: 'The stored ciphertext was extended',
  VAULT_WRONG_KEY: 'The data key does not open what is stored',
  VAULT_RECORD_INVALID: 'The value does not fit its type',
  VAULT_DOCUMENT_TOO_LARGE: 'The document exceeds the size limit',
  VAULT_DOCUMENT_INCOMPLETE: 'The document did not arrive completely',
  VAULT_APPLICATION_INCOMPLETE: 'The application lacks details or documents',
  VAULT_TOO_MANY_DRAFTS: 'The owner has as many drafts as one may have',
  VAULT_NOT_DRAFT: 'The application is no longer a draft',
  VAULT_CONFLICT: 'The application is in another state',
  VAULT_STORAGE_UNAVAILABLE: 'The object storage did not answer as it should',
} as const;

export type VaultErrorCode = keyof typeof messages;

/** What the vault refuses or fails at. Constant text for each code and no cause: nothing of the data is in it. */
export class VaultError extends Error {
  override name = 'VaultError';
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}
