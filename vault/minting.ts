import { randomBytes } from 'node:crypto';
import { alphabet, checkOf } from '#contract/index.ts';

const randomLetters = 20;

/**
 * Three letters that say what it is, 100 random bits as 20 letters, and the letters that check
 * them. Everything that the vault stores in the clear is spelt like this, and its tables refuse
 * what is not (migrations/0006_minted.sql): a hash or a name in its place fails the check. For
 * references.ts, idempotency-keys.ts and object-keys.ts only.
 */
export function mint<Kind extends string>(
  kind: Kind,
  bytes: Uint8Array = randomBytes(randomLetters),
): `${Kind}_${string}` {
  // 32 letters divide the 256 values of a byte, so none of them is more frequent.
  const letters = [...bytes.subarray(0, randomLetters)].map((byte) => alphabet.charAt(byte % 32));
  const beginning = `${kind}_${letters.join('')}` as const;
  return `${beginning}${checkOf(beginning)}`;
}
