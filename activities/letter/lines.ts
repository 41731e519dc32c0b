/** Text of any script on a page, in lines that are no wider than their column. */
import { lettersOf } from './fonts.ts';
import type { FontOf, LetterFont } from './fonts.ts';
import { runsOf } from './runs.ts';
import { drawShapes } from './shapes.ts';
import { writeText } from './text-layer.ts';

type Pdf = PDFKit.PDFDocument;

export const fontSize = 11;

export interface Column {
  left: number;
  width: number;
  fontOf: FontOf;
  /** `auto` follows the first letter. An English sentence with a foreign name stays `ltr`. */
  direction: 'auto' | 'ltr';
}

/** Writes below what was written last, and moves down as pdfkit's own `text` does. */
export function writeLines(pdf: Pdf, text: string, column: Column): void {
  for (const paragraph of text.split('\n')) {
    for (const line of brokenIntoLines(paragraph, column)) writeLine(pdf, line, column);
  }
}

function writeLine(pdf: Pdf, line: string, { left, fontOf, direction }: Column): void {
  // The blank gives an empty line its height.
  const runs = runsOf(line || ' ', fontOf, direction);
  const fonts = runs.map(({ font: { font } }) => font);
  const above = fontSize * Math.max(...fonts.map(({ ascent, unitsPerEm }) => ascent / unitsPerEm));
  const below =
    fontSize * Math.max(...fonts.map(({ descent, unitsPerEm }) => -descent / unitsPerEm));
  const { y } = pdf;
  const at = { y: y + above, size: fontSize };
  let x = left;
  const placed = runs.map((run) => {
    const width = drawShapes(pdf, run.text, run.font, { x, ...at });
    x += width;
    return { ...run, x: x - width, width };
  });
  writeText(pdf, placed, at);
  pdf.font('regular');
  pdf.x = left;
  pdf.y = y + above + below;
}

function widthOf(line: string, { fontOf, direction }: Column): number {
  return runsOf(line, fontOf, direction).reduce((sum, { text, font: { font } }) => {
    return sum + (font.layout(text).advanceWidth * fontSize) / font.unitsPerEm;
  }, 0);
}

/** pdfkit takes a font of fontkit as it is, which its types do not know yet. */
export function asSource({ font }: LetterFont): ArrayBuffer {
  return font as unknown as ArrayBuffer;
}

/** Words that fit on a line together. A word that is too long for a line is broken. */
function brokenIntoLines(paragraph: string, column: Column): string[] {
  const fits = (line: string) => widthOf(line.trimEnd(), column) <= column.width;
  const lines = [''];
  for (const word of wordsOf(paragraph)) {
    const parts = fits(word) ? [word] : lettersOf(word);
    for (const part of parts) {
      const last = lines.at(-1) ?? '';
      if (last === '' || fits(last + part)) lines[lines.length - 1] = last + part;
      else lines.push(part);
    }
  }
  return lines.map((line) => line.trimEnd());
}

const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * With the spaces and the punctuation that follow. Words of Chinese and Thai, which put no spaces
 * between them, are known from a dictionary.
 */
function wordsOf(text: string): string[] {
  const found: string[] = [];
  for (const { segment, isWordLike } of words.segment(text)) {
    if (isWordLike || found.length === 0) found.push(segment);
    else found[found.length - 1] += segment;
  }
  return found;
}
