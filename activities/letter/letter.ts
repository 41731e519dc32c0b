import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { institution } from '#lending/rules.ts';
import { wordsOf } from './words.ts';
import type { Letter, LetterContent } from './words.ts';

type Pdf = PDFKit.PDFDocument;

const navy = '#12355b';
const grey = '#5b6673';
const left = 72;
const width = 451;

/**
 * Noto Sans, embedded: the fonts that every reader of PDFs has know western European letters only,
 * and print others as rubbish. It covers Latin with all its accents, Greek, Cyrillic, Vietnamese
 * and Devanagari; letters of other scripts appear as empty boxes.
 */
const fonts = dirname(fileURLToPath(import.meta.resolve('@expo-google-fonts/noto-sans')));

/** The letter as a PDF of one page, generated while it is read. */
export function letterPdf(content: LetterContent): Readable {
  const letter = wordsOf(content);
  const pdf = new PDFDocument({
    size: 'A4',
    margin: left,
    info: { Title: letter.title, Author: 'Harbor Lending' },
  });
  pdf.registerFont('regular', join(fonts, '400Regular/NotoSans_400Regular.ttf'));
  pdf.registerFont('bold', join(fonts, '700Bold/NotoSans_700Bold.ttf'));
  writeHead(pdf);
  writeAddress(pdf, content);
  writeBody(pdf, letter, content.details.fullName);
  writeFoot(pdf, content);
  pdf.end();
  return pdf;
}

function writeHead(pdf: Pdf): void {
  pdf.rect(0, 0, pdf.page.width, 8).fill(navy);
  pdf.fillColor(navy).font('bold').fontSize(20).text('Harbor Lending', left, 48);
  pdf.fillColor(grey).font('regular').fontSize(9).text('Personal loans', left, 72);
}

function writeAddress(pdf: Pdf, { details, date }: LetterContent): void {
  const { timeZone } = institution;
  const written = date.toLocaleDateString('en-US', { dateStyle: 'long', timeZone });
  pdf.fillColor(grey).fontSize(11).text(written, left, 120, { width, align: 'right' });
  pdf.fillColor('black').text(printable(details.fullName), left, 120, { width: 260 });
  pdf.text(printable(details.address), { width: 260 });
}

/** Composed, since fonts have `é` and need not know how to put an accent on an `e`. */
function printable(text: string): string {
  return text.normalize('NFC').replaceAll('\t', ' ');
}

function writeBody(
  pdf: Pdf,
  { title, paragraphs, terms, nextSteps }: Letter,
  fullName: string,
): void {
  pdf
    .fillColor(navy)
    .font('bold')
    .fontSize(16)
    .text(title, left, Math.max(225, pdf.y + 30), { width })
    .moveDown(0.8);
  pdf.fillColor('black').font('regular').fontSize(11);
  pdf.text(`Dear ${printable(fullName)},`).moveDown(0.8);
  for (const paragraph of paragraphs) pdf.text(paragraph, { width, lineGap: 3 }).moveDown(0.8);
  writeTerms(pdf, terms);
  pdf.fillColor(navy).font('bold').text('What happens next', left).moveDown(0.4);
  pdf.fillColor('black').font('regular');
  for (const [index, step] of nextSteps.entries()) {
    const { y } = pdf;
    pdf
      .text(`${index + 1}.`, left, y)
      .text(step, left + 18, y, { width: width - 18, lineGap: 3 })
      .moveDown(0.4);
  }
  pdf
    .moveDown(1.2)
    .text('Yours sincerely,', left)
    .moveDown(0.3)
    .font('bold')
    .text('Harbor Lending');
}

function writeTerms(pdf: Pdf, terms: [string, string][]): void {
  for (const [name, value] of terms) {
    const { y } = pdf;
    pdf.fillColor(grey).text(name, left + 12, y);
    pdf
      .fillColor('black')
      .font('bold')
      .text(value, left, y, { width: width - 12, align: 'right' });
    pdf
      .font('regular')
      .moveTo(left, y + 17)
      .lineTo(left + width, y + 17)
      .lineWidth(0.5)
      .stroke('#d5dbe1');
    pdf.y = y + 24;
  }
  if (terms.length > 0) pdf.moveDown(0.8);
}

function writeFoot(pdf: Pdf, { reference }: LetterContent): void {
  // Text below the bottom margin would start a new page.
  pdf.page.margins.bottom = 0;
  pdf.fillColor(grey).font('regular').fontSize(8);
  pdf.text(
    `Application ${reference} · Dates are in ${institution.timeZoneName}`,
    left,
    pdf.page.height - 48,
    { width, align: 'center' },
  );
}
