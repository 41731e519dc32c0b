import { isMinted } from '#contract/index.ts';
import { VaultError } from './errors.ts';
import { mint } from './minting.ts';

declare const issued: unique symbol;

/**
 * Two calls with the same key count once. It is stored in the clear, so it is minted here, comes
 * back from a form, and is never made of data: a hash of what is stored would give it away.
 */
export type IdempotencyKey = `key_${string}` & { readonly [issued]: true };

/** A new key, for a form or for a call that may be tried again. */
export function newIdempotencyKey(): IdempotencyKey {
  return mint('key') as IdempotencyKey;
}

/** True for a key that was minted. For what comes from outside. */
export function isIdempotencyKey(value: unknown): value is IdempotencyKey {
  return isMinted(value, ['key']);
}

/**
 * The key of a row: one that was minted, a reference that what is stored is about, or the name of
 * its type, for what there is one of.
 * @throws VaultError `VAULT_REFERENCE_FORGED`
 */
export function rowKey(type: string, key = type): string {
  if (key !== type && !isMinted(key)) throw new VaultError('VAULT_REFERENCE_FORGED');
  return key;
}
