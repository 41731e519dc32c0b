import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { DatabaseError } from '#infra/postgres/errors.ts';
import { KeyError } from '#infra/kms/key-provider.ts';
import { failure } from '#infra/temporal/failures.ts';
import { LendingError } from '#lending/index.ts';
import { VaultError } from '#vault/index.ts';
import type { VaultErrorCode } from '#vault/index.ts';
import type { FailureType } from '#contract/index.ts';

/** Vault errors that a retry may overcome. */
const transient: ReadonlySet<VaultErrorCode> = new Set([
  'VAULT_STORAGE_UNAVAILABLE',
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
  if (error instanceof DatabaseError || error instanceof KeyError)
    return failure('StorageUnavailable');
  return failure('Redacted');
}
