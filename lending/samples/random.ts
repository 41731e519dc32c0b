import { randomInt } from 'node:crypto';

/** A source of generated values: the same seed yields the same values. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number;
  pick<T>(choices: readonly T[]): T;
  /** That many digits, the first one never 0. */
  digits(count: number): string;
  /** A pronounceable word that is in no dictionary: about 6 bits a syllable. */
  word(syllables: number): string;
}

const consonants = 'bdfgklmnprstvz';
const vowels = 'aeiou';

/** Without a seed, values differ on each run. Not for keys: a seed makes it predictable. */
export function createRandom(seed = randomInt(2 ** 32)): Random {
  let state = seed >>> 0;

  /** mulberry32, by Tommy Ettinger (public domain). */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const whole = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(choices: readonly T[]): T => choices[whole(0, choices.length - 1)] as T;
  return {
    whole,
    pick,
    digits: (count) =>
      Array.from({ length: count }, (_, index) => whole(index === 0 ? 1 : 0, 9)).join(''),
    word: (syllables) =>
      Array.from({ length: syllables }, () => pick([...consonants]) + pick([...vowels])).join(''),
  };
}
