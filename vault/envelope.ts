/**
 * Ciphertexts that know where they belong. Each is an Encryption SDK message bound to one place,
 * kept with its length and SHA-256 (its seal). A message that does not open as it was written fails
 * with an error that names what happened to it.
 */
import { createHash } from 'node:crypto';
import { boundTo, decryptBytes, encryptBytes } from '#infra/kms/encryption-sdk.ts';
import type { Context, KeyringNode } from '#infra/kms/encryption-sdk.ts';
import { VaultError } from './errors.ts';
import type { VaultErrorCode } from './errors.ts';

/**
 * Where a ciphertext belongs: its encryption context. A type literal, because the SDK wants an open
 * record. Never change a name here once there is a ciphertext: it would no longer open.
 */
export type Place = {
  tenant: string;
  subject: string;
  ref: string;
  type: string;
  part: 'record' | 'document' | 'metadata';
};

export interface Seal {
  length: number;
  sha256: Buffer;
}

export interface Sealed extends Seal {
  ciphertext: Buffer;
}

/** Encrypts a value as JSON for `place`. */
export async function sealValue(
  keyring: KeyringNode,
  place: Place,
  value: unknown,
): Promise<Sealed> {
  const ciphertext = await encryptBytes(keyring, Buffer.from(JSON.stringify(value)), place);
  return { ciphertext, length: ciphertext.length, sha256: sha256(ciphertext) };
}

/**
 * Decrypts what `sealValue` made for the same place.
 * @throws VaultError `VAULT_RECORD_MISPLACED`, `VAULT_TRUNCATED`, `VAULT_TRAILING_DATA`,
 *   `VAULT_ALTERED`, `VAULT_WRONG_KEY`
 */
export async function openValue(
  keyring: KeyringNode,
  place: Place,
  sealed: Sealed,
): Promise<unknown> {
  const manager = boundTo(keyring, place, {
    otherContext: (found) => toPlacementError(found, place, 'VAULT_RECORD_MISPLACED'),
    otherKey: () => new VaultError('VAULT_WRONG_KEY'),
  });
  const opened = await decryptBytes(manager, sealed.ciphertext).catch(toVaultError);
  if (opened instanceof VaultError && opened.code === 'VAULT_RECORD_MISPLACED') throw opened;
  // The SDK accepts trailing bytes, and cannot tell a wrong key from altered bytes: the seal can.
  const damage = compareSeals(
    { length: sealed.ciphertext.length, sha256: sha256(sealed.ciphertext) },
    sealed,
  );
  if (damage) throw damage;
  if (opened instanceof VaultError) throw opened;
  return JSON.parse(opened.toString()) as unknown;
}

/** What happened to a ciphertext whose seal should be `stored`, or undefined if it is unchanged. */
export function compareSeals(found: Seal, stored: Seal): VaultError | undefined {
  if (found.length < stored.length) return new VaultError('VAULT_TRUNCATED');
  if (found.length > stored.length) return new VaultError('VAULT_TRAILING_DATA');
  if (!found.sha256.equals(stored.sha256)) return new VaultError('VAULT_ALTERED');
  return undefined;
}

/**
 * Names the fault behind a context that is not the expected one. The context is read before it can
 * be authenticated (the key may be another subject's), so nothing but its letters can tell a
 * message that was moved from one that was damaged: references are random, so another place differs
 * in many letters, while a damaged byte changes one or two. Simpler rules fail: a flipped bit can
 * turn a reference into another well-formed one, and the seal differs in both cases if only the
 * ciphertext was swapped.
 */
export function toPlacementError(
  found: Context,
  expected: Context,
  misplaced: VaultErrorCode,
): VaultError {
  const names = Object.keys(expected);
  if (names.some((name) => found[name] === undefined)) return new VaultError('VAULT_ALTERED');
  const apart = names.reduce(
    (sum, name) => sum + lettersApart(found[name] ?? '', expected[name] ?? ''),
    0,
  );
  return new VaultError(apart > 2 ? misplaced : 'VAULT_ALTERED');
}

function lettersApart(one: string, other: string): number {
  const letters = Array.from({ length: Math.max(one.length, other.length) }, (_, index) => index);
  return letters.filter((index) => one[index] !== other[index]).length;
}

/** Once the key is right, any error of the SDK means that the message is not what was written. */
function toVaultError(error: unknown): VaultError {
  return error instanceof VaultError ? error : new VaultError('VAULT_ALTERED');
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
