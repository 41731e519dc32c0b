/**
 * Finds patterns where a word begins. Hashes in letters stand by themselves, after a space, a quote
 * or an underscore, and there are so many of them that a search at every byte would be slow.
 */
import { fold, hashAt, isAt, listOf, tableSize } from './bytes.ts';

const shortest = 12;

/** Finds the patterns, by their index, that begin with a word of the bytes. */
export type WordScan = (bytes: Uint8Array, onMatch: (index: number, start: number) => void) => void;

/** @param patterns each at least `shortest` bytes long, folded, under the index that is reported */
export function createWordScan(patterns: ReadonlyMap<number, Uint8Array>): WordScan {
  const known = new Uint8Array(tableSize);
  const beginning = new Map<number, number[]>();
  for (const [index, pattern] of patterns) {
    const block = hashAt(pattern, 0);
    known[block] = 1;
    listOf(beginning, block).push(index);
  }
  return (bytes, onMatch) => {
    let inWord = false;
    for (let at = 0; at + shortest <= bytes.length; at += 1) {
      const kind = kinds[bytes[at] as number] as number;
      if (!inWord && kind > 0 && isLong(bytes, at)) {
        const block = hashAt(bytes, at);
        for (const index of (known[block] && beginning.get(block)) || [])
          if (isAt(bytes, at, patterns.get(index) as Uint8Array)) onMatch(index, at);
      }
      inWord = kind === 2;
    }
  };
}

/** Looks at a few letters only: enough to skip noise. */
function isLong(bytes: Uint8Array, at: number): boolean {
  return (
    kinds[bytes[at + 1] as number] !== 0 &&
    kinds[bytes[at + 4] as number] !== 0 &&
    kinds[bytes[at + 7] as number] !== 0 &&
    kinds[bytes[at + 11] as number] !== 0
  );
}

/** 2: a letter or digit. 1: a mark of base64, which may begin a hash and may also stand before one. */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[a-z0-9]/.test(String.fromCharCode(fold[byte] as number))
    ? 2
    : '+/-_'.includes(String.fromCharCode(byte))
      ? 1
      : 0,
);
