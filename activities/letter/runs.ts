/** Mixed text as a printer needs it: pieces in one font and one direction, from left to right. */
import bidiFactory from 'bidi-js';
import { lettersOf } from './fonts.ts';
import type { FontOf, LetterFont } from './fonts.ts';

/** A CommonJS module, whose types describe its module for bundlers. */
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();

export interface Run {
  text: string;
  font: LetterFont;
  /** Odd for text from right to left. */
  level: number;
}

interface Levelled extends Run {
  /** Letters join to their neighbours; spaces and punctuation do not, and are mirrored. */
  joins: boolean;
}

/**
 * The runs of one line in the order in which they stand on paper (the Unicode Bidirectional
 * Algorithm). The letters within a run stay in the order of speech: the font turns them round.
 */
export function runsOf(line: string, fontOf: FontOf, direction: 'auto' | 'ltr'): Run[] {
  const { levels } = bidi.getEmbeddingLevels(line, direction);
  const runs: Levelled[] = [];
  let at = 0;
  for (const letter of lettersOf(line)) {
    const next = levelled(letter, fontOf(letter), levels[at] ?? 0);
    const last = runs.at(-1);
    if (last && continues(last, next)) last.text += letter;
    else runs.push(next);
    at += letter.length;
  }
  return reordered(runs);
}

function levelled(letter: string, font: LetterFont, level: number): Levelled {
  const rightToLeft = level % 2 === 1;
  const joins = !rightToLeft || /\p{L}/u.test(letter);
  const mirrored = rightToLeft ? bidi.getMirroredCharacter(letter) : undefined;
  return { text: mirrored ?? letter, font, level, joins };
}

function continues(last: Levelled, next: Levelled): boolean {
  return last.joins && next.joins && last.font === next.font && last.level === next.level;
}

/** Rule L2: from the highest level to 1, each sequence of that level or above is turned round. */
function reordered(runs: Levelled[]): Levelled[] {
  let ordered = runs;
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level -= 1) {
    const turned: Levelled[][] = [];
    for (const run of ordered) {
      const group = turned.at(-1);
      const belongs = group?.[0] && group[0].level >= level && run.level >= level;
      if (belongs) group.unshift(run);
      else turned.push([run]);
    }
    ordered = turned.flat();
  }
  return ordered;
}
