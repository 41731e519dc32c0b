import type { ApplicationDetails, ExtractionReport } from '#lending/index.ts';

type Documents = ExtractionReport['documents'];
type Findings = Omit<ExtractionReport, 'documents'>;

/** Compares what stands in the documents with what the customer said. */
export function findIn(documents: Documents, details: ApplicationDetails): Findings {
  const name = plain(details.fullName);
  const statements = documents
    .filter(
      ({ type, text }) =>
        type === 'bank-statement' && holdsAccount(text, details.bankAccountNumber),
    )
    .map(({ text }) => text);
  const deposits = monthlyDeposits(statements);
  return {
    nameFound: documents.some(({ text }) => plain(text).includes(name)),
    accountFound: statements.length > 0,
    ...(deposits === undefined ? {} : { monthlyDepositsCents: deposits }),
  };
}

/** Without case, accents and punctuation, so that `O’Brien` and `O'BRIEN` are one. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}\s]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** The whole number, and not a part of a longer one; banks group digits with blanks and hyphens. */
function holdsAccount(text: string, account: string): boolean {
  const grouped = [...account].join('[ -]?');
  return new RegExp(`(?<!\\d)${grouped}(?!\\d)`).test(text);
}

/** `2026-10-03  Payroll deposit   +4,250.00`; the text between may run over a line's end, not into the next entry. */
const deposit =
  /(\d{4}-\d{2})-\d{2}\s(?:(?!\d{4}-\d{2}-\d{2})[^+]){1,300}\+\s?(\d[\d,]{0,12})\.(\d{2})/g;

/**
 * What came in, per month on the average, in cents. Two statements that show the same month show it twice: the larger
 * counts, and not their sum.
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
