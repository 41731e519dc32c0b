/**
 * Finds many patterns in one pass: Wu and Manber, "A fast algorithm for multi-pattern searching"
 * (1994). It looks at the four bytes where the shortest pattern would end, and reads from a table
 * how far it can safely skip. The case of ASCII letters is ignored.
 */
const blockLength = 4;
/**
 * Far more slots than a hundred thousand patterns have blocks: a fuller table means shorter skips.
 */
const tableBits = 22;

export interface Matcher {
  /** Calls `onMatch` with the index of each pattern found and its start, once per occurrence. */
  scan(bytes: Uint8Array, onMatch: (pattern: number, start: number) => void): void;
}

/**
 * @param patterns each at least 5 bytes long; the longer the shortest one, the faster the search
 * @throws Error for a shorter pattern
 */
export function createMatcher(patterns: readonly Uint8Array[]): Matcher {
  const folded = patterns.map((pattern) => pattern.map((byte) => fold[byte] as number));
  const reach = Math.min(...folded.map(({ length }) => length));
  if (!(reach > blockLength)) throw new Error('a pattern is too short');
  const { shifts, ending } = tables(folded, reach);

  function scan(bytes: Uint8Array, onMatch: (pattern: number, start: number) => void): void {
    for (let end = reach; end <= bytes.length;) {
      const block = hashAt(bytes, end - blockLength);
      const shift = shifts[block] as number;
      if (shift > 0) {
        end += shift;
        continue;
      }
      for (const index of ending.get(block) ?? []) {
        const start = end - reach;
        if (isAt(bytes, start, folded[index] as Uint8Array)) onMatch(index, start);
      }
      end += 1;
    }
  }

  return { scan };
}

/** For each block: how far to skip after it and, where that is 0, which patterns may end there. */
function tables(patterns: Uint8Array[], reach: number) {
  const shifts = new Uint8Array(1 << tableBits).fill(Math.min(255, reach - blockLength + 1));
  const ending = new Map<number, number[]>();
  for (const [index, pattern] of patterns.entries()) {
    for (let end = blockLength; end <= reach; end += 1) {
      const block = hashAt(pattern, end - blockLength);
      shifts[block] = Math.min(shifts[block] as number, reach - end);
      if (end === reach) (ending.get(block) ?? added(ending, block)).push(index);
    }
  }
  return { shifts, ending };
}

function added(ending: Map<number, number[]>, block: number): number[] {
  const none: number[] = [];
  ending.set(block, none);
  return none;
}

function isAt(bytes: Uint8Array, start: number, folded: Uint8Array): boolean {
  if (start + folded.length > bytes.length) return false;
  for (let index = 0; index < folded.length; index += 1) {
    if (fold[bytes[start + index] as number] !== folded[index]) return false;
  }
  return true;
}

/** Maps capital letters to small ones and every other byte to itself. */
const fold = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 65 && byte <= 90 ? byte + 32 : byte,
);

/** Multiplicative hashing (Knuth) spreads evenly, although files are full of zeros and digits. */
function hashAt(bytes: Uint8Array, at: number): number {
  const block =
    (fold[bytes[at] as number] as number) |
    ((fold[bytes[at + 1] as number] as number) << 8) |
    ((fold[bytes[at + 2] as number] as number) << 16) |
    ((fold[bytes[at + 3] as number] as number) << 24);
  return Math.imul(block, 0x9e3779b1) >>> (32 - tableBits);
}
