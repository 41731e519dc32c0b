import type { ApplicationDetails, ExtractionReport } from '#lending/index.ts';
import { isNameIn } from './names.ts';

type Documents = ExtractionReport['documents'];
type Findings = Omit<ExtractionReport, 'documents'>;

/** Compares the text of the documents with what the customer entered. */
export function findIn(
  documents: Documents,
  details: Pick<ApplicationDetails, 'fullName' | 'bankAccountNumber'>,
): Findings {
  const statements = documents.filter(
    ({ type, text }) => type === 'bank-statement' && holdsAccount(text, details.bankAccountNumber),
  );
  const deposits = monthlyDeposits(statements.map(({ text }) => text));
  return {
    nameIn: documents.filter(({ text }) => isNameIn(text, details.fullName)).map(({ ref }) => ref),
    accountIn: statements.map(({ ref }) => ref),
    ...(deposits === undefined ? {} : { monthlyDepositsCents: deposits }),
  };
}

/** The whole number, not a part of a longer one; banks group digits with blanks and hyphens. */
function holdsAccount(text: string, account: string): boolean {
  const grouped = [...account].join('[ -]?');
  return new RegExp(`(?<!\\d)${grouped}(?!\\d)`).test(text);
}

/**
 * `2026-10-03 Payroll deposit +4,250.00`; the text between may wrap, but not run into the next
 * entry.
 */
const deposit =
  /(\d{4}-\d{2})-\d{2}\s(?:(?!\d{4}-\d{2}-\d{2})[^+]){1,300}\+\s?(\d[\d,]{0,12})\.(\d{2})/g;

/**
 * Average deposits per month, in cents. If two statements show the same month, the larger sum
 * counts, not their total.
 */
function monthlyDeposits(statements: string[]): number | undefined {
  const largest = new Map<string, number>();
  for (const statement of statements) {
    for (const [month, sum] of depositsByMonth(statement)) {
      largest.set(month, Math.max(sum, largest.get(month) ?? 0));
    }
  }
  const sums = [...largest.values()];
  return sums.length > 0 ? Math.round(sums.reduce((a, b) => a + b) / sums.length) : undefined;
}

function depositsByMonth(statement: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [, month = '', whole = '', hundredths = ''] of statement.matchAll(deposit)) {
    const cents = Number(whole.replaceAll(',', '') + hundredths);
    sums.set(month, (sums.get(month) ?? 0) + cents);
  }
  return sums;
}
