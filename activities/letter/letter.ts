import type { Readable } from 'node:stream';
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
 * The letter as a PDF of one page, generated while it is read. The built-in fonts cover western
 * European languages; other letters appear as blanks.
 */
export function letterPdf(content: LetterContent): Readable {
  const letter = wordsOf(content);
  const pdf = new PDFDocument({
    size: 'A4',
    margin: left,
    info: { Title: letter.title, Author: 'Harbor Lending' },
  });
  writeHead(pdf);
  writeAddress(pdf, content);
  writeBody(pdf, letter, content.details.fullName);
  writeFoot(pdf, content);
  pdf.end();
  return pdf;
}

function writeHead(pdf: Pdf): void {
  pdf.rect(0, 0, pdf.page.width, 8).fill(navy);
  pdf.fillColor(navy).font('Helvetica-Bold').fontSize(20).text('Harbor Lending', left, 48);
  pdf.fillColor(grey).font('Helvetica').fontSize(9).text('Personal loans', left, 72);
}

function writeAddress(pdf: Pdf, { details, date }: LetterContent): void {
  const { timeZone } = institution;
  const written = date.toLocaleDateString('en-US', { dateStyle: 'long', timeZone });
  pdf
    .fillColor('black')
    .fontSize(11)
    .text(details.fullName, left, 120, { width: 260, height: 15, ellipsis: true });
  pdf.text(details.address, { width: 260, height: 60, ellipsis: true });
  pdf.fillColor(grey).text(written, left, 120, { width, align: 'right' });
}

function writeBody(
  pdf: Pdf,
  { title, paragraphs, terms, nextSteps }: Letter,
  fullName: string,
): void {
  pdf
    .fillColor(navy)
    .font('Helvetica-Bold')
    .fontSize(16)
    .text(title, left, 225, { width })
    .moveDown(0.8);
  pdf.fillColor('black').font('Helvetica').fontSize(11);
  pdf.text(`Dear ${fullName},`).moveDown(0.8);
  for (const paragraph of paragraphs) pdf.text(paragraph, { width, lineGap: 3 }).moveDown(0.8);
  writeTerms(pdf, terms);
  pdf.fillColor(navy).font('Helvetica-Bold').text('What happens next', left).moveDown(0.4);
  pdf.fillColor('black').font('Helvetica');
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
    .font('Helvetica-Bold')
    .text('Harbor Lending');
}

function writeTerms(pdf: Pdf, terms: [string, string][]): void {
  for (const [name, value] of terms) {
    const { y } = pdf;
    pdf.fillColor(grey).text(name, left + 12, y);
    pdf
      .fillColor('black')
      .font('Helvetica-Bold')
      .text(value, left, y, { width: width - 12, align: 'right' });
    pdf
      .font('Helvetica')
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
  pdf.fillColor(grey).font('Helvetica').fontSize(8);
  pdf.text(
    `Application ${reference} · Dates are in ${institution.timeZoneName}`,
    left,
    pdf.page.height - 48,
    { width, align: 'center' },
  );
}
