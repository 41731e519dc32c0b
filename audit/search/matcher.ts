import { fold, hashAt, isAt, listOf, tableSize } from './bytes.ts';
import { createWordScan } from './words.ts';

/** The bytes that are hashed at once (bytes.ts). */
const blockLength = 4;

/** Bytes to find, and where they count. Default: anywhere. */
export interface Pattern {
  bytes: Uint8Array;
  /**
   * `alone`: digits that are a whole number, not part of a longer one or of hex. `at a word`: only
   * where a word begins.
   */
  counts?: 'alone' | 'at a word';
}

export interface Matcher {
  /** Calls `onMatch` with the index of each pattern found and its start, once per occurrence. */
  scan(bytes: Uint8Array, onMatch: (pattern: number, start: number) => void): void;
}

/**
 * Finds many patterns in one pass: Wu and Manber, "A fast algorithm for multi-pattern searching"
 * (1994). It looks at the four bytes where the shortest pattern would end, and reads from a table
 * how far it can safely skip. The case of ASCII letters is ignored.
 *
 * @param patterns each at least 5 bytes long; the longer the shortest one, the faster the search
 * @throws Error for a shorter pattern
 */
export function createMatcher(patterns: readonly Pattern[]): Matcher {
  const folded = patterns.map(({ bytes }) => bytes.map((byte) => fold[byte] as number));
  const [anywhere, atWords] = [new Map<number, Uint8Array>(), new Map<number, Uint8Array>()];
  for (const [index, pattern] of folded.entries())
    (patterns[index]?.counts === 'at a word' ? atWords : anywhere).set(index, pattern);
  const reach = folded.reduce((least, { length }) => Math.min(least, length), Infinity);
  if (!(reach > blockLength)) throw new Error('a pattern is too short');
  const { shifts, ending } = tables(anywhere, reach);
  const scanWords = createWordScan(atWords);

  function scan(bytes: Uint8Array, onMatch: (pattern: number, start: number) => void): void {
    for (let end = reach; end <= bytes.length;) {
      const block = hashAt(bytes, end - blockLength);
      const shift = shifts[block] as number;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const start = end - reach;
      for (const index of ending.get(block) ?? [])
        if (isAt(bytes, start, folded[index] as Uint8Array) && counts(index, bytes, start))
          onMatch(index, start);
      end += 1;
    }
    if (atWords.size > 0) scanWords(bytes, onMatch);
  }

  function counts(index: number, bytes: Uint8Array, start: number): boolean {
    const pattern = patterns[index];
    if (pattern?.counts !== 'alone') return true;
    return !isHexDigit(bytes[start - 1]) && !isHexDigit(bytes[start + pattern.bytes.length]);
  }

  return { scan };
}

/** For each block: how far to skip after it and, where that is 0, which patterns may end there. */
function tables(patterns: ReadonlyMap<number, Uint8Array>, reach: number) {
  const shifts = new Uint8Array(tableSize).fill(Math.min(255, reach - blockLength + 1));
  const ending = new Map<number, number[]>();
  for (const [index, pattern] of patterns) {
    for (let end = blockLength; end <= reach; end += 1) {
      const block = hashAt(pattern, end - blockLength);
      shifts[block] = Math.min(shifts[block] as number, reach - end);
      if (end === reach) listOf(ending, block).push(index);
    }
  }
  return { shifts, ending };
}

function isHexDigit(byte = 0): boolean {
  const folded = fold[byte] as number;
  return (folded >= 48 && folded <= 57) || (folded >= 97 && folded <= 102);
}
