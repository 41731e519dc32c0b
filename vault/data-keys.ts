import { hkdfSync } from 'node:crypto';
import { createKeyring } from '#infra/kms/encryption-sdk.ts';
import type { KeyringNode } from '#infra/kms/encryption-sdk.ts';
import { KeyError } from '#infra/kms/key-provider.ts';
import type { KeyErrorCode, KeyProvider } from '#infra/kms/key-provider.ts';
import { VaultError } from './errors.ts';
import type { VaultErrorCode } from './errors.ts';

/**
 * A row of `data_keys`: the key of one subject, wrapped by the key-encryption key for the subject's
 * owner. An attacker who makes themselves the owner in the database gets a key that does not
 * unwrap.
 */
export interface DataKeyRow {
  subject: string;
  owner: string;
  wrapped: Buffer;
  key_id: string;
}

/** The DataKeyRow of the subject $1. */
export const selectDataKey = `select subject, owner, wrapped, key_id
  from data_keys join subjects on subjects.ref = subject where subject = $1`;

/** A new data key for a subject, as it is stored. */
export async function newDataKey(
  keys: KeyProvider,
  tenant: string,
  { subject, owner }: Pick<DataKeyRow, 'subject' | 'owner'>,
): Promise<DataKeyRow> {
  const { plaintext, wrapped, keyId } = await keys
    .generateDataKey({ tenant, subject, owner })
    .catch(throwVaultError);
  plaintext.fill(0);
  return { subject, owner, wrapped: Buffer.from(wrapped), key_id: keyId };
}

/**
 * Lends the subject's key to `work`, and overwrites our copy afterwards. That shortens the key's
 * life and does not end it: the SDK's own copies stay in memory until they are collected, which
 * JavaScript cannot time.
 * @throws VaultError `VAULT_WRONG_KEY` if the row was altered, swapped or given to another owner;
 *   `VAULT_KEY_NOT_HELD` if a key-encryption key wrapped it that this process was not given;
 *   `VAULT_STORAGE_UNAVAILABLE` if the key service did not answer
 */
export function withDataKey<T>(
  keys: KeyProvider,
  tenant: string,
  row: DataKeyRow,
  work: (keyring: KeyringNode) => Promise<T>,
): Promise<T> {
  return withRawKey(keys, tenant, row, (key) => work(createKeyring(key, row.subject)));
}

/**
 * A name for a subject that tells nothing to a party that knows its reference: HKDF (RFC 5869) of
 * the subject's key. `purpose` separates it from every other use of the key. 128 bits in hex.
 * @throws VaultError as `withDataKey`
 */
export function derivePseudonym(
  keys: KeyProvider,
  tenant: string,
  row: DataKeyRow,
  purpose: string,
): Promise<string> {
  const info = `vault pseudonym ${purpose}`;
  return withRawKey(keys, tenant, row, (key) =>
    Promise.resolve(Buffer.from(hkdfSync('sha256', key, '', info, 16)).toString('hex')),
  );
}

async function withRawKey<T>(
  keys: KeyProvider,
  tenant: string,
  row: DataKeyRow,
  work: (key: Uint8Array) => Promise<T>,
): Promise<T> {
  const { subject, owner, wrapped, key_id: keyId } = row;
  const key = await keys
    .unwrapDataKey({ wrapped, keyId }, { tenant, subject, owner })
    .catch(throwVaultError);
  try {
    return await work(key);
  } finally {
    key.fill(0);
  }
}

const vaultCodes: Partial<Record<KeyErrorCode, VaultErrorCode>> = {
  KEY_REFUSED: 'VAULT_WRONG_KEY',
  // The row may be intact: an operator can give the process the key that it lacks.
  KEY_UNKNOWN: 'VAULT_KEY_NOT_HELD',
};

/** @throws VaultError for any error of a key provider */
export function throwVaultError(error: unknown): never {
  const code = error instanceof KeyError ? vaultCodes[error.code] : undefined;
  throw new VaultError(code ?? 'VAULT_STORAGE_UNAVAILABLE');
}
