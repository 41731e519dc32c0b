import { randomBytes } from 'node:crypto';
import type { Reference, ReferenceKind } from '#contract/index.ts';

/** Crockford's base 32, lower case: no i, l, o or u, so that a reference can be read out. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A new reference: the kind and 128 random bits as 26 letters. It tells nothing about what it
 * points to.
 */
export function newReference<Kind extends ReferenceKind>(kind: Kind): Reference<Kind> {
  let rest = BigInt(`0x${randomBytes(16).toString('hex')}`);
  let letters = '';
  for (let count = 0; count < 26; count += 1) {
    letters = alphabet.charAt(Number(rest & 31n)) + letters;
    rest >>= 5n;
  }
  return `${kind}_${letters}`;
}
