import type { Pool } from 'pg';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { checkKeys } from './key-checks.ts';
import { askStorage } from './objects.ts';
import type { Bucket } from './objects.ts';

/**
 * What the vault depends on, by name, with a question to each that touches no data: for the
 * readiness of a process. Each rejects with an error that has a code.
 */
export function vaultDependencies(
  vault: Bucket & { pool: Pool; keys: KeyProvider; tenant: string },
) {
  return {
    database: () => vault.pool.query('select 1'),
    storage: () => askStorage(vault),
    keys: () => checkKeys(vault),
  };
}
