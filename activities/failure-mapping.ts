import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { DatabaseError } from '#infra/postgres/errors.ts';
import { KeyError } from '#infra/kms/key-provider.ts';
import { failure } from '#infra/temporal/failures.ts';
import { LendingError } from '#lending/index.ts';
import { VaultError } from '#vault/index.ts';
import type { VaultErrorCode } from '#vault/index.ts';
import type { FailureType } from '#contract/index.ts';

/**
 * Vault errors that a retry may overcome. An object that is gone can come back from a backup, and a
 * missing key from an operator: the application waits for them, while the log raises the alarm.
 */
const transient: ReadonlySet<VaultErrorCode> = new Set([
  'VAULT_STORAGE_UNAVAILABLE',
  'VAULT_OBJECT_MISSING',
  'VAULT_KEY_NOT_HELD',
  'VAULT_DOCUMENT_INCOMPLETE',
]);

const types: Partial<Record<VaultErrorCode, FailureType>> = {
  VAULT_NOT_FOUND: 'RecordNotFound',
  VAULT_RECORD_INVALID: 'RecordInvalid',
};

/**
 * Translates an error into what Temporal may learn of it: a type, and whether a retry can help. An
 * unforeseen error is a bug; it is retried, so that the application continues once the bug is
 * fixed.
 */
export function toFailure(error: unknown): ApplicationFailure | CancelledFailure {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof VaultError) {
    if (transient.has(error.code)) return failure('StorageUnavailable');
    // Altered, misplaced, under another key, or against the life cycle: a retry changes none of it.
    return failure(types[error.code] ?? 'VaultRefused', { nonRetryable: true });
  }
  if (error instanceof LendingError) return failure('VaultRefused', { nonRetryable: true });
  if (error instanceof KeyError && error.code === 'KEY_REFUSED')
    return failure('VaultRefused', { nonRetryable: true });
  // A check of the tables, against what was not minted: a retry changes none of it.
  if (error instanceof DatabaseError && error.code === 'DATABASE_CHECK_VIOLATION')
    return failure('VaultRefused', { nonRetryable: true });
  if (error instanceof DatabaseError || error instanceof KeyError)
    return failure('StorageUnavailable');
  return failure('Redacted');
}
