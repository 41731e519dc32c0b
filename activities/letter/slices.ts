/**
 * Which file has a letter. Each family is cut into slices of some hundred letters, and lists the
 * ranges of each. A range is a hint: the file may lack a letter that the list promises.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Slice {
  file: string;
  has(letter: string): boolean;
}

const scripts = [
  ...['arabic', 'hebrew', 'armenian', 'georgian', 'thaana', 'ethiopic'],
  ...['bengali', 'gujarati', 'gurmukhi', 'kannada', 'malayalam', 'oriya', 'sinhala', 'tamil'],
  ...['telugu', 'thai', 'lao', 'khmer', 'myanmar'],
].map((script) => `noto-sans-${script}`);

/**
 * Chinese, Japanese and Korean write some characters differently. The other letters of a text tell
 * which of them it is; Han characters alone are taken for Chinese.
 */
const eastAsian: [RegExp, family: string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'noto-sans-jp'],
  [/\p{Script=Hangul}/u, 'noto-sans-kr'],
  [/\p{Script=Bopomofo}/u, 'noto-sans-tc'],
  [/\p{Script=Han}/u, 'noto-sans-sc'],
];

/** Characters without a shape of their own: joiners, and selectors of variants. */
const shapeless = /\p{Default_Ignorable_Code_Point}/gu;

export function visibleCharacters(letter: string): string[] {
  return [...letter.replace(shapeless, '')];
}

/** Where to look for a letter of this text, best first. */
export function slicesFor(text: string): (letter: string) => Iterable<Slice> {
  const inText = eastAsian.filter(([letters]) => letters.test(text)).map(([, family]) => family);
  const others = eastAsian.map(([, family]) => family).reverse();
  const families = new Set([...scripts, 'noto-serif-tibetan', ...inText, ...others, 'noto-emoji']);
  return function* (letter) {
    for (const family of families) yield* slicesOf(family).filter((slice) => slice.has(letter));
  };
}

const read = new Map<string, Slice[]>();

function slicesOf(family: string): Slice[] {
  const known = read.get(family);
  if (known) return known;
  const inPackage = (path: string) =>
    fileURLToPath(import.meta.resolve(`@fontsource-variable/${family}/${path}`));
  const lists = JSON.parse(readFileSync(inPackage('unicode.json'), 'utf8')) as object;
  const slices = Object.entries(lists).map(([key, list]: [string, string]) => {
    const name = key.replace(/[[\]]/g, '');
    const ranges = rangesIn(list);
    return {
      file: inPackage(`files/${family}-${name}-wght-normal.woff2`),
      has: (letter: string) =>
        visibleCharacters(letter).every((character) => isIn(ranges, character)),
    };
  });
  read.set(family, slices);
  return slices;
}

/** `U+4E00-4E02,U+4E05` */
function rangesIn(list: string): [first: number, last: number][] {
  return list.split(',').map((range) => {
    const [first = '', last = first] = range.replace('U+', '').split('-');
    return [parseInt(first, 16), parseInt(last, 16)];
  });
}

function isIn(ranges: [first: number, last: number][], character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return ranges.some(([first, last]) => first <= code && code <= last);
}
