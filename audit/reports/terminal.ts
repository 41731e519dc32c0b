import { exitCodes, type Square, type Verdict } from '../verdict.ts';
import { blindnessOf, describeLocation, leaksIn, type AuditReport, type Leak } from './report.ts';

const marks: Record<Square['state'], string> = {
  nothing: '✓',
  expected: '●',
  leak: '✗',
  missing: '?',
};
const maxLines = 40;

/** The report for the terminal: a table, the leaks, where the search was blind, and the outcome. */
export function terminalReport({ title, verdict, tookMs }: AuditReport): string {
  const leaks = leaksIn(verdict).map(describeLeak);
  const lines = [
    title,
    '',
    ...table(verdict),
    '',
    '✓ nothing found   ● found, as expected or allowed   ✗ found, must not be   ? not found, must be',
    ...section('Leaks', leaks),
    ...section('Blind', blindnessOf(verdict)),
    '',
    `${verdict.outcome.toUpperCase()}: ${summary(verdict)}, in ${(tookMs / 1000).toFixed(0)} s (exit code ${exitCodes[verdict.outcome]})`,
  ];
  return `${lines.join('\n')}\n`;
}

/** A row per place, a column per approach. */
function table({ squares, places }: Verdict): string[] {
  const approaches = [...new Set(squares.map(({ approach }) => approach))];
  const first = Math.max(...places.map(({ name }) => name.length)) + 2;
  const widths = approaches.map((approach) => Math.max(12, approach.length + 2));
  const cell = ({ state, found, fields }: Square): string =>
    found === 0 ? marks[state] : `${marks[state]} ${found} of ${fields}`;
  const row = (name: string, cells: string[], bytes: string): string =>
    `${name.padEnd(first)}${cells.map((text, index) => text.padEnd(widths[index] ?? 0)).join('')}${bytes.padStart(14)}`;
  const rows = places.map(({ name, bytes, seen }) => {
    const own = squares.filter(({ place }) => place === name);
    return row(name, own.map(cell), seen ? bytes.toLocaleString('en-US') : 'BLIND');
  });
  return [row('', approaches, 'bytes read'), ...rows];
}

function summary({ values, places }: Verdict): string {
  const counts = Object.entries(values).map(([approach, count]) => `${count} ${approach}`);
  const bytes = places.reduce((sum, place) => sum + place.bytes, 0);
  return `${counts.join(', ')} values searched for in ${(bytes / 1e6).toFixed(0)} MB of ${places.length} places`;
}

function describeLeak({ place, field, runs, encodings, at }: Leak): string {
  const [first] = at;
  const where = first ? ` at ${describeLocation(first)}` : '';
  return `${place}: ${field} (${listed(runs)})${where}, as ${listed(encodings)}`;
}

function listed([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function section(heading: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, maxLines).map((line) => `  ${line}`);
  const rest = lines.length > maxLines ? [`  and ${lines.length - maxLines} more`] : [];
  return ['', heading, ...shown, ...rest];
}
