/**
 * The text of a drawn line, invisible, as under the picture of a scanned page: this is what is
 * selected, copied, searched and read aloud.
 */
import type { Font } from 'fontkit';
import type { LetterFont } from './fonts.ts';
import type { Run } from './runs.ts';

export interface PlacedRun extends Run {
  x: number;
  width: number;
}

/** Writes the text of drawn runs, which follow each other from left to right. */
export function writeText(
  pdf: PDFKit.PDFDocument,
  runs: PlacedRun[],
  { y, size }: { y: number; size: number },
): void {
  pdf.save().fillOpacity(0);
  for (const { x, width, text, font } of segmentsOf(runs)) {
    const { name, source } = unshaped(font);
    pdf.registerFont(name, source).font(name).fontSize(size);
    // Without a list of features, pdfkit takes the text apart at its blanks.
    const options: PDFKit.Mixins.TextOptions = {
      lineBreak: false,
      baseline: 'alphabetic',
      features: [],
    };
    const natural = pdf.widthOfString(text, options) || width;
    // Its types do not know this option.
    pdf.text(text, x, y, { ...options, ...{ horizontalScaling: (100 * width) / natural } });
  }
  pdf.restore();
}

/**
 * Readers turn round what they find from right to left, piece by piece: neighbours in that
 * direction are one piece, with their blanks, in the order on paper.
 */
function segmentsOf(runs: PlacedRun[]): PlacedRun[] {
  const segments: PlacedRun[] = [];
  for (const run of runs) {
    const text = run.level % 2 === 1 ? [...run.text].reverse().join('') : run.text;
    const last = segments.at(-1);
    if (last && last.level > 0 && run.level > 0) {
      last.text += text;
      last.width += run.width;
    } else segments.push({ ...run, text });
  }
  return segments;
}

const fonts = new WeakMap<Font, { name: string; source: ArrayBuffer }>();

/** The font without its rules of script: each character has a code of its own. */
function unshaped({ name, font }: LetterFont): { name: string; source: ArrayBuffer } {
  const known = fonts.get(font);
  if (known) return known;
  const codes = new Map<string, Code>();
  const codeOf = (text: string): Code => {
    const code = codes.get(text) ?? newCode(font, codes.size + 1, text);
    codes.set(text, code);
    return code;
  };
  const source = Object.create(font, {
    postscriptName: { value: `${font.postscriptName}-Text` },
    layout: { value: (text: string) => layout(text, codeOf) },
    createSubset: { value: () => createSubset(font, codes) },
  }) as ArrayBuffer;
  fonts.set(font, { name: `text of ${name}`, source });
  return { name: `text of ${name}`, source };
}

/** As pdfkit takes a glyph: `id` goes into the page, and stands for these code points. */
interface Code {
  id: number;
  codePoints: number[];
  advanceWidth: number;
  glyph: number;
}

/** Readers put an accent on the letter before it, and count no width for it. */
const accent = /^\p{Mn}$/u;

function newCode(font: Font, id: number, text: string): Code {
  const codePoints = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const last = codePoints.at(-1) ?? 0;
  // A slice may have an empty glyph as its last, which fontkit cannot measure.
  if (text.trim() === '') return { id, codePoints, advanceWidth: font.unitsPerEm / 4, glyph: 0 };
  const { id: glyph, advanceWidth } = font.glyphForCodePoint(last);
  return { id, codePoints, advanceWidth: accent.test(text) ? 0 : advanceWidth, glyph };
}

/** With the joiners before it: readers drop one that stands alone. */
const character = /\p{Cf}*[^]/gu;

function layout(text: string, codeOf: (text: string) => Code) {
  const glyphs = (text.match(character) ?? []).map(codeOf);
  const positions = glyphs.map(({ advanceWidth }) => ({ xAdvance: advanceWidth }));
  // Pdfkit scales the positions in place before it asks for their sum, as fontkit has it.
  return {
    glyphs,
    positions,
    get advanceWidth() {
      return positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
    },
  };
}

/** Two codes may have the same glyph, as `[0, 7, 7]`: the codes are what the reader looks up. */
function createSubset(font: Font, codes: ReadonlyMap<string, Code>) {
  const subset = font.createSubset() as ReturnType<Font['createSubset']> & { glyphs: number[] };
  return {
    includeGlyph: (code: number) => code,
    encode() {
      subset.glyphs.push(...Array.from(codes.values(), ({ glyph }) => glyph));
      return subset.encode();
    },
  };
}
