import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { dollars } from './form.ts';
import type { Random } from './random.ts';

export interface BankStatement {
  accountNumber: string;
  accountHolder: string;
  employer: string;
  /** In dollars. */
  monthlyPay: number;
  /** A line among the transactions, and the document's keywords. */
  memo: string;
}

const spending = [
  'Grocery store',
  'Electricity',
  'Phone bill',
  'Coffee',
  'Petrol station',
  'Pharmacy',
  'Rent',
];
const months = ['2026-08', '2026-09', '2026-10'];

/** A bank's PDF with a page for each of three months. */
export async function bankStatementPdf(statement: BankStatement, random: Random): Promise<Buffer> {
  // The date is fixed, so that the same statement has the same bytes, and the same hash.
  const CreationDate = new Date('2026-11-01');
  const info = {
    ...{ Title: 'Account statement', Author: 'First Fictional Bank' },
    ...{ Keywords: statement.memo, CreationDate },
  };
  const pdf = new PDFDocument({ size: 'A4', margin: 50, info });
  const written = buffer(pdf);
  for (const [index, month] of months.entries()) {
    if (index > 0) pdf.addPage();
    writeMonth(pdf, statement, month, random);
  }
  pdf.end();
  return written;
}

function writeMonth(
  pdf: PDFKit.PDFDocument,
  statement: BankStatement,
  month: string,
  random: Random,
): void {
  pdf
    .font('Helvetica-Bold')
    .fontSize(16)
    .text(`First Fictional Bank, statement for ${month}`)
    .moveDown();
  pdf.font('Helvetica').fontSize(11);
  pdf.text(`Account number: ${statement.accountNumber}`);
  pdf.text(`Account holder: ${statement.accountHolder}`).moveDown();
  for (const line of transactions(statement, month, random)) pdf.text(line);
}

function transactions(statement: BankStatement, month: string, random: Random): string[] {
  const { employer, monthlyPay, memo } = statement;
  const spent = Array.from({ length: 24 }, (_, index) => {
    const what = index === 12 ? memo : random.pick(spending);
    return `${month}-${String(index + 4).padStart(2, '0')}  ${what}   -${dollars(random.whole(300, 9_000) / 100)}`;
  });
  return [`${month}-03  Payroll deposit ${employer}   +${dollars(monthlyPay)}`, ...spent];
}
