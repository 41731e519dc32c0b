/**
 * Finds many patterns in one pass: Wu and Manber, "A fast algorithm for multi-pattern searching" (1994). It looks
 * at the three bytes where the shortest pattern would end, and from a table knows how far the next one can be.
 * The case of ASCII letters is ignored.
 */
const blockLength = 3;
const tableSize = 1 << 18;

export interface Matcher {
  /** Calls `onMatch` with the index of each pattern found, and where it begins, for every place where it is. */
  scan(bytes: Uint8Array, onMatch: (pattern: number, start: number) => void): void;
}

/** @param patterns each at least 4 bytes long; the longer the shortest, the faster */
export function createMatcher(patterns: readonly Uint8Array[]): Matcher {
  const folded = patterns.map((pattern) => pattern.map((byte) => fold[byte] as number));
  const reach = Math.min(...folded.map(({ length }) => length));
  if (!(reach > blockLength)) throw new Error('a pattern is too short');
  const { shifts, ending } = tables(folded, reach);

  function scan(bytes: Uint8Array, onMatch: (pattern: number, start: number) => void): void {
    for (let end = reach; end <= bytes.length;) {
      const block = hash(bytes[end - 3] as number, bytes[end - 2] as number, bytes[end - 1] as number);
      const shift = shifts[block] as number;
      if (shift > 0) {
        end += shift;
        continue;
      }
      for (const index of ending.get(block) ?? []) {
        if (isAt(bytes, end - reach, folded[index] as Uint8Array)) onMatch(index, end - reach);
      }
      end += 1;
    }
  }

  return { scan };
}

/** For each block: how far to go on after it, and, where that is 0, which patterns may end there. */
function tables(patterns: Uint8Array[], reach: number) {
  const shifts = new Uint8Array(tableSize).fill(Math.min(255, reach - blockLength + 1));
  const ending = new Map<number, number[]>();
  for (const [index, pattern] of patterns.entries()) {
    for (let end = blockLength; end <= reach; end += 1) {
      const block = hash(pattern[end - 3] as number, pattern[end - 2] as number, pattern[end - 1] as number);
      shifts[block] = Math.min(shifts[block] as number, reach - end);
      if (end === reach) ending.set(block, [...(ending.get(block) ?? []), index]);
    }
  }
  return { shifts, ending };
}

function isAt(bytes: Uint8Array, start: number, folded: Uint8Array): boolean {
  if (start + folded.length > bytes.length) return false;
  for (let index = 0; index < folded.length; index += 1) {
    if (fold[bytes[start + index] as number] !== folded[index]) return false;
  }
  return true;
}

/** Small letters for capitals, all else as it is. */
const fold = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Spread evenly by a multiplication (Knuth): files are full of zeros and digits, which must not all meet. */
function hash(first: number, second: number, third: number): number {
  const block = (fold[first] as number) | ((fold[second] as number) << 8) | ((fold[third] as number) << 16);
  return Math.imul(block, 0x9e3779b1) >>> 14;
}
