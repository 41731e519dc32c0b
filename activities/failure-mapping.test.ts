import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyError } from '#infra/kms/key-provider.ts';
import { DatabaseError } from '#infra/postgres/errors.ts';
import { LendingError } from '#lending/index.ts';
import { VaultError } from '#vault/index.ts';
import { toFailure } from './failure-mapping.ts';
import { withType } from './testing/world.ts';

const secret = '078-05-1120';

const table: [Error, type: string, 'retryable' | 'final'][] = [
  [new VaultError('VAULT_STORAGE_UNAVAILABLE'), 'StorageUnavailable', 'retryable'],
  [new VaultError('VAULT_OBJECT_MISSING'), 'StorageUnavailable', 'retryable'],
  [new VaultError('VAULT_KEY_NOT_HELD'), 'StorageUnavailable', 'retryable'],
  [new VaultError('VAULT_WRONG_KEY'), 'VaultRefused', 'final'],
  [new DatabaseError('DATABASE_UNAVAILABLE'), 'StorageUnavailable', 'retryable'],
  [new DatabaseError('DATABASE_SERIALIZATION_FAILURE'), 'StorageUnavailable', 'retryable'],
  [new KeyError('KEY_SERVICE_UNAVAILABLE'), 'StorageUnavailable', 'retryable'],
  [new KeyError('KEY_REFUSED'), 'VaultRefused', 'final'],
  [new VaultError('VAULT_ALTERED'), 'VaultRefused', 'final'],
  [new VaultError('VAULT_RECORD_MISPLACED'), 'VaultRefused', 'final'],
  [new VaultError('VAULT_TRUNCATED'), 'VaultRefused', 'final'],
  [new VaultError('VAULT_CONFLICT'), 'VaultRefused', 'final'],
  [new LendingError('APPLICATION_CONFLICT'), 'VaultRefused', 'final'],
  [new VaultError('VAULT_NOT_FOUND'), 'RecordNotFound', 'final'],
  [new VaultError('VAULT_RECORD_INVALID'), 'RecordInvalid', 'final'],
  [new Error(`Unexpected token in ${secret}`), 'Redacted', 'retryable'],
];

for (const [error, type, retry] of table) {
  const { code = 'an unforeseen error' } = error as { code?: string };
  test(`${code} is ${type} in history, and ${retry}`, () => {
    const failure = toFailure(error);
    assert.ok(withType(type, { retryable: retry === 'retryable' })(failure));
    assert.equal(
      JSON.stringify(failure, Object.getOwnPropertyNames(failure)).includes(secret),
      false,
    );
  });
}
