/** Comma-separated values as in RFC 4180. */

type Cell = string | Date | null;

/** The objects' own values, in the order of the first one's names. */
export function toCsv(rows: readonly Readonly<Record<string, Cell>>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => Object.values(row).map(cell).join(','));
  return [names.join(','), ...lines, ''].join('\r\n');
}

function cell(value: Cell): string {
  const text = value instanceof Date ? value.toISOString() : String(value ?? '');
  // A spreadsheet would take it for a formula.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
