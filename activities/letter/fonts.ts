/**
 * A font for each letter of a text. Noto Sans has Latin, Greek, Cyrillic and Devanagari. Other
 * scripts are loaded when a text has them, so that a letter in English costs nothing more.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { create } from 'fontkit';
import type { Font } from 'fontkit';
import subsetFont from 'subset-font';
import { slicesFor, visibleCharacters } from './slices.ts';

const regularFile = latin('400Regular/NotoSans_400Regular.ttf');
export const boldFile = latin('700Bold/NotoSans_700Bold.ttf');

/** Each costs some milliseconds. A name and an address in Chinese need about ten. */
const maxSlices = 60;

export interface LetterFont {
  /** By which a PDF knows it. */
  name: string;
  font: Font;
}

export type FontOf = (letter: string) => LetterFont;

export async function loadRegular(): Promise<LetterFont> {
  return { name: 'regular', font: parse(await readFile(regularFile)) };
}

/**
 * Loads what a text needs beside the regular font.
 * @returns Nothing if no font has one of its letters, which would be printed as an empty box
 */
export async function loadFonts(text: string, regular: LetterFont): Promise<FontOf | undefined> {
  const find = createFinder(text, regular);
  const chosen = new Map<string, LetterFont>();
  for (const letter of new Set(lettersOf(text.replaceAll('\n', ' ')))) {
    const found = await find(letter);
    if (!found) return undefined;
    chosen.set(letter, found);
  }
  return (letter) => chosen.get(letter) ?? regular;
}

function createFinder(text: string, regular: LetterFont) {
  const candidates = slicesFor(text);
  const loaded = new Map<string, LetterFont>();
  return async (letter: string): Promise<LetterFont | undefined> => {
    if (covers(regular, letter)) return regular;
    for (const { file } of candidates(letter)) {
      if (!loaded.has(file) && loaded.size >= maxSlices) return undefined;
      const slice = loaded.get(file) ?? (await loadSlice(file, text));
      loaded.set(file, slice);
      if (covers(slice, letter)) return slice;
    }
    return undefined;
  };
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a reader sees as one letter, with its accents and vowel signs. */
export function lettersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * The letters of a text that a slice has, in regular weight: as published, a slice holds all
 * weights from thin to black, compressed in a way that no PDF may hold.
 */
async function loadSlice(file: string, text: string): Promise<LetterFont> {
  const options = { targetFormat: 'truetype', variationAxes: { wght: 400 } } as const;
  // A vowel of Tamil is drawn as its two parts; a joiner, which has no shape, as a blank.
  const needed = `${text}${text.normalize('NFD')} `;
  return { name: file, font: parse(await subsetFont(await readFile(file), needed, options)) };
}

function parse(file: Buffer): Font {
  return create(file) as Font;
}

/** Laid out, since a font may have the parts of a letter and no way to put them together. */
function covers({ font }: LetterFont, letter: string): boolean {
  const characters = visibleCharacters(letter);
  return (
    characters.every((character) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) &&
    font.layout(letter).glyphs.every((glyph) => glyph.id !== 0)
  );
}

function latin(file: string): string {
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans/${file}`));
}
