import type { Words } from './spots.ts';

/**
 * The words as a workflow receives them: written backwards, so that they are not found in its
 * input.
 */
export function mirrored(words: Words): Words {
  const backwards = (word: string): string => [...word].reverse().join('');
  return Object.fromEntries(
    Object.entries(words).map(([spot, word]) => [spot, backwards(word)]),
  ) as Words;
}
