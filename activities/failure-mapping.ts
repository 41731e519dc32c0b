import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { DatabaseError } from '#infra/postgres/errors.ts';
import { KeyError } from '#infra/kms/key-provider.ts';
import { failure } from '#infra/temporal/failures.ts';
import { LendingError } from '#lending/index.ts';
import { VaultError } from '#vault/index.ts';
import type { VaultErrorCode } from '#vault/index.ts';
import type { FailureType } from '#contract/index.ts';

/** Codes with which the vault says that it may go better another time. */
const passing: ReadonlySet<VaultErrorCode> = new Set([
  'VAULT_STORAGE_UNAVAILABLE',
  'VAULT_DOCUMENT_INCOMPLETE',
]);

const types: Partial<Record<VaultErrorCode, FailureType>> = {
  VAULT_NOT_FOUND: 'RecordNotFound',
  VAULT_RECORD_INVALID: 'RecordInvalid',
};

/**
 * What Temporal may learn of an error: a type, and whether trying again can help. An error that nobody foresaw is a
 * mistake in the code; it is retried, so that the application goes on once the mistake is mended.
 */
export function asFailure(error: unknown): ApplicationFailure | CancelledFailure {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof VaultError) {
    if (passing.has(error.code)) return failure('StorageUnavailable');
    // Altered, misplaced, of another key, or against the life cycle: it will be so the next time as well.
    return failure(types[error.code] ?? 'VaultRefused', { nonRetryable: true });
  }
  if (error instanceof LendingError) return failure('VaultRefused', { nonRetryable: true });
  if (error instanceof KeyError && error.code === 'KEY_REFUSED')
    return failure('VaultRefused', { nonRetryable: true });
  if (error instanceof DatabaseError || error instanceof KeyError)
    return failure('StorageUnavailable');
  return failure('Redacted');
}
