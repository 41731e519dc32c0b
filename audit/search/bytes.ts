/** What both ways of finding patterns need: bytes without the case of ASCII letters. */

/** Far more slots than the patterns have blocks: a fuller table means shorter skips. */
const tableBits = 22;
export const tableSize = 1 << tableBits;

/** Maps capital letters to small ones and every other byte to itself. */
export const fold = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 65 && byte <= 90 ? byte + 32 : byte,
);

/** The list of a block, which is added if there is none yet. */
export function listOf(lists: Map<number, number[]>, block: number): number[] {
  const known = lists.get(block);
  if (known) return known;
  const added: number[] = [];
  lists.set(block, added);
  return added;
}

/** True if the bytes, folded, continue with the pattern, which is folded already. */
export function isAt(bytes: Uint8Array, start: number, folded: Uint8Array): boolean {
  if (start + folded.length > bytes.length) return false;
  for (let index = 0; index < folded.length; index += 1) {
    if (fold[bytes[start + index] as number] !== folded[index]) return false;
  }
  return true;
}

/**
 * A slot for the four bytes at an offset. Multiplicative hashing (Knuth) spreads evenly, although
 * files are full of zeros and digits.
 */
export function hashAt(bytes: Uint8Array, at: number): number {
  const block =
    (fold[bytes[at] as number] as number) |
    ((fold[bytes[at + 1] as number] as number) << 8) |
    ((fold[bytes[at + 2] as number] as number) << 16) |
    ((fold[bytes[at + 3] as number] as number) << 24);
  return Math.imul(block, 0x9e3779b1) >>> (32 - tableBits);
}
