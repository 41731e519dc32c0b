import { hkdfSync } from 'node:crypto';
import { createKeyring } from '#infra/kms/encryption-sdk.ts';
import type { KeyringNode } from '#infra/kms/encryption-sdk.ts';
import { KeyError } from '#infra/kms/key-provider.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { VaultError } from './errors.ts';

/**
 * A row of `data_keys`, the key of one application, wrapped by the key-encryption key for the application's owner: whoever
 * makes themselves the owner in the database gets a key that does not unwrap.
 */
export interface DataKeyRow {
  application: string;
  owner: string;
  wrapped: Buffer;
  key_id: string;
}

/** The data key of one application and whose it is: gives DataKeyRow for the parameter $1. */
export const selectDataKey = `select application, owner, wrapped, key_id
  from data_keys join applications on applications.ref = application where application = $1`;

/** A new data key for an application, as it is stored. */
export async function newDataKey(
  keys: KeyProvider,
  tenant: string,
  { application, owner }: Pick<DataKeyRow, 'application' | 'owner'>,
): Promise<DataKeyRow> {
  const { plaintext, wrapped, keyId } = await keys
    .generateDataKey({ tenant, application, owner })
    .catch(asVaultError);
  plaintext.fill(0);
  return { application, owner, wrapped: Buffer.from(wrapped), key_id: keyId };
}

/**
 * Lends the application's key to `work`, and overwrites our copy afterwards. That shortens its life; it does not
 * end it: the SDK's own copies live until they are collected, and JavaScript cannot say when that is.
 * @throws VaultError `VAULT_WRONG_KEY` if the row was altered, swapped, given to another owner, or wrapped by another key-encryption key
 */
export function withDataKey<T>(
  keys: KeyProvider,
  tenant: string,
  row: DataKeyRow,
  work: (keyring: KeyringNode) => Promise<T>,
): Promise<T> {
  return withRawKey(keys, tenant, row, (key) => work(createKeyring(key, row.application)));
}

/**
 * A name for an application that says nothing to whoever knows its reference: HKDF (RFC 5869) of its key, apart from
 * every other use of the key by `purpose`. 128 bits in hex.
 * @throws VaultError as `withDataKey`
 */
export function derivePseudonym(
  keys: KeyProvider,
  tenant: string,
  row: DataKeyRow,
  purpose: string,
): Promise<string> {
  const info = `harbor pseudonym ${purpose}`;
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
  const { application, owner, wrapped, key_id: keyId } = row;
  const key = await keys
    .unwrapDataKey({ wrapped, keyId }, { tenant, application, owner })
    .catch(asVaultError);
  try {
    return await work(key);
  } finally {
    key.fill(0);
  }
}

function asVaultError(error: unknown): never {
  const refused = error instanceof KeyError && ['KEY_REFUSED', 'KEY_UNKNOWN'].includes(error.code);
  throw new VaultError(refused ? 'VAULT_WRONG_KEY' : 'VAULT_STORAGE_UNAVAILABLE');
}
