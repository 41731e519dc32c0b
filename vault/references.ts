import { randomBytes } from 'node:crypto';
import { alphabet, checkOf } from '#contract/index.ts';
import type { Reference, ReferenceKind } from '#contract/index.ts';

const randomLetters = 20;

/**
 * A new reference, minted here and nowhere else: the kind, 100 random bits as 20 letters, and the
 * letters that check them. It tells nothing about what it points to.
 */
export function newReference<Kind extends ReferenceKind>(kind: Kind): Reference<Kind> {
  // 32 letters divide the 256 values of a byte, so none of them is more frequent.
  const letters = [...randomBytes(randomLetters)]
    .map((byte) => alphabet.charAt(byte % 32))
    .join('');
  const beginning = `${kind}_${letters}` as const;
  return `${beginning}${checkOf(beginning)}`;
}
