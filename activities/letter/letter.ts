import type { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { institution } from '#lending/rules.ts';
import { addressed } from './addressee.ts';
import type { Addressee } from './addressee.ts';
import { boldFile, loadRegular } from './fonts.ts';
import { asSource, fontSize, writeLines } from './lines.ts';
import { createTag } from './tags.ts';
import type { Tag } from './tags.ts';
import { wordsOf } from './words.ts';
import type { Letter, LetterContent } from './words.ts';

type Pdf = PDFKit.PDFDocument;

const navy = '#12355b';
const grey = '#5b6673';
const left = 72;
const width = 451;

/**
 * The letter as a PDF of one page, generated while it is read. `isAddressed` is false if no font
 * has a letter of the customer's name or address: the letter then goes to the `Customer`.
 */
export async function letterPdf(
  content: LetterContent,
): Promise<{ pdf: Readable; isAddressed: boolean }> {
  const letter = wordsOf(content);
  const regular = await loadRegular();
  const addressee = await addressed(content, regular);
  const pdf = new PDFDocument({
    size: 'A4',
    margin: left,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en-US',
    displayTitle: true,
    info: { Title: letter.title, Author: 'Harbor Lending' },
  });
  pdf.registerFont('regular', asSource(regular)).registerFont('bold', boldFile);
  const tag = createTag(pdf);
  writeHead(pdf, tag);
  tag('P', () => writeAddress(pdf, content.date, addressee));
  writeBody(pdf, tag, letter, addressee);
  tag('P', () => writeFoot(pdf, content));
  pdf.end();
  return { pdf, isAddressed: addressee.isComplete };
}

function writeHead(pdf: Pdf, tag: Tag): void {
  tag('Artifact', () => pdf.rect(0, 0, pdf.page.width, 8).fill(navy));
  tag('P', () => {
    pdf.fillColor(navy).font('bold').fontSize(20).text('Harbor Lending', left, 48);
    pdf.fillColor(grey).font('regular').fontSize(9).text('Personal loans', left, 72);
  });
}

function writeAddress(pdf: Pdf, date: Date, { name, address, fontOf }: Addressee): void {
  const { timeZone } = institution;
  const written = date.toLocaleDateString('en-US', { dateStyle: 'long', timeZone });
  pdf.fillColor(grey).fontSize(fontSize).text(written, left, 120, { width, align: 'right' });
  pdf.fillColor('black');
  pdf.y = 120;
  writeLines(pdf, `${name}\n${address}`, { left, width: 260, fontOf, direction: 'auto' });
}

function writeBody(
  pdf: Pdf,
  tag: Tag,
  { title, paragraphs, terms, nextSteps }: Letter,
  { name, fontOf }: Addressee,
): void {
  pdf.fillColor(navy).font('bold').fontSize(16);
  tag('H1', () => pdf.text(title, left, Math.max(225, pdf.y + 30), { width }).moveDown(0.8));
  pdf.fillColor('black').font('regular').fontSize(fontSize);
  tag('P', () => writeLines(pdf, `Dear ${name},`, { left, width, fontOf, direction: 'ltr' }));
  pdf.moveDown(0.8);
  for (const paragraph of paragraphs)
    tag('P', () => pdf.text(paragraph, { width, lineGap: 3 }).moveDown(0.8));
  for (const term of terms) writeTerm(pdf, tag, term);
  if (terms.length > 0) pdf.moveDown(0.8);
  pdf.fillColor(navy).font('bold');
  tag('H2', () => pdf.text('What happens next', left).moveDown(0.4));
  pdf.fillColor('black').font('regular');
  for (const [index, step] of nextSteps.entries())
    tag('P', () => writeStep(pdf, `${index + 1}.`, step));
  tag('P', () => pdf.moveDown(1.2).text('Yours sincerely,', left).moveDown(0.3));
  tag('P', () => pdf.font('bold').text('Harbor Lending'));
}

function writeTerm(pdf: Pdf, tag: Tag, [name, value]: [string, string]): void {
  const { y } = pdf;
  tag('P', () => {
    pdf.fillColor(grey).text(name, left + 12, y);
    pdf.fillColor('black').font('bold');
    pdf.text(value, left, y, { width: width - 12, align: 'right' });
  });
  pdf.font('regular');
  tag('Artifact', () =>
    pdf
      .moveTo(left, y + 17)
      .lineTo(left + width, y + 17)
      .lineWidth(0.5)
      .stroke('#d5dbe1'),
  );
  pdf.y = y + 24;
}

function writeStep(pdf: Pdf, number: string, step: string): void {
  const { y } = pdf;
  pdf
    .text(number, left, y)
    .text(step, left + 18, y, { width: width - 18, lineGap: 3 })
    .moveDown(0.4);
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
