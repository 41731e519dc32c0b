/**
 * Whether a process was given the right key-encryption key, asked before it does any work. Without
 * this a wrong key file goes unnoticed until a step fails at it, and new data is wrapped by a key
 * that the other processes do not have.
 */
import type { Pool } from 'pg';
import { KeyError } from '#infra/kms/key-provider.ts';
import type { KeyProvider, WrappedKey } from '#infra/kms/key-provider.ts';
import { throwVaultError } from './data-keys.ts';
import { VaultError } from './errors.ts';

interface Keys {
  pool: Pool;
  keys: KeyProvider;
  tenant: string;
}

/**
 * Passes if no key has been in use yet, or if the process holds at least one that has. Not all of
 * them: a login that may add rows must not be able to keep others from starting.
 * @returns the IDs of keys in use that the process does not hold, for a warning
 * @throws VaultError `VAULT_KEY_NOT_HELD` if it holds none of them; `VAULT_WRONG_KEY` if one has
 *   the right name and is another key; `VAULT_STORAGE_UNAVAILABLE`
 */
export async function checkKeys({ pool, keys, tenant }: Keys): Promise<string[]> {
  const { rows } = await pool.query<WrappedKey>(
    `select key_id as "keyId", wrapped from key_checks order by introduced_at`,
  );
  const held = await Promise.all(rows.map((row) => opens(keys, tenant, row)));
  if (rows.length > 0 && !held.includes(true)) throw new VaultError('VAULT_KEY_NOT_HELD');
  return rows.filter((_, index) => !held[index]).map(({ keyId }) => keyId);
}

/**
 * Notes that the current key is in use from now on; for a process that makes data keys. Call it
 * after `checkKeys`: a new key is introduced while the one before it is still held. Idempotent.
 * @throws VaultError `VAULT_STORAGE_UNAVAILABLE`
 */
export async function introduceKey({ pool, keys, tenant }: Keys): Promise<void> {
  const { rowCount: isKnown } = await pool.query(`select from key_checks where key_id = $1`, [
    keys.keyId,
  ]);
  if (isKnown) return;
  const { plaintext, wrapped } = await keys
    .generateDataKey(contextOf(tenant))
    .catch(throwVaultError);
  plaintext.fill(0);
  await pool.query(
    `insert into key_checks (key_id, wrapped) values ($1, $2) on conflict do nothing`,
    [keys.keyId, wrapped],
  );
}

/** No subject's data key has this context, so a check opens no data. */
const contextOf = (tenant: string) => ({ tenant, purpose: 'key-check' });

/** False for a key that is not held. */
async function opens(keys: KeyProvider, tenant: string, row: WrappedKey): Promise<boolean> {
  try {
    (await keys.unwrapDataKey(row, contextOf(tenant))).fill(0);
    return true;
  } catch (error) {
    if (error instanceof KeyError && error.code === 'KEY_UNKNOWN') return false;
    return throwVaultError(error);
  }
}
