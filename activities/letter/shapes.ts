/**
 * Letters of any script as drawings. A font has one shape for several letters, and several for one;
 * a PDF knows one text for each shape. Text that was printed with such shapes is copied wrongly, so
 * the text goes into a layer of its own (text-layer.ts).
 */
import type { LetterFont } from './fonts.ts';

/** Draws a run at a point of its baseline. Returns its width, in points. */
export function drawShapes(
  pdf: PDFKit.PDFDocument,
  text: string,
  { font }: LetterFont,
  { x, y, size }: { x: number; y: number; size: number },
): number {
  const { glyphs, positions, advanceWidth } = font.layout(text);
  const scale = size / font.unitsPerEm;
  pdf.save().translate(x, y).scale(scale, -scale);
  for (const [index, { path }] of glyphs.entries()) {
    const { xOffset = 0, yOffset = 0, xAdvance = 0 } = positions[index] ?? {};
    pdf.save().translate(xOffset, yOffset).path(path.toSVG()).fill().restore();
    pdf.translate(xAdvance, 0);
  }
  pdf.restore();
  return advanceWidth * scale;
}
