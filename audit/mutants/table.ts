/** The table of mutants: printed by a run, kept in docs/leak-mutants.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutant.ts';
import { repository } from './tree.ts';
import type { Assessment } from './assessment.ts';

export interface Row extends Assessment {
  mutant: Mutant;
  /** The complaints of `tsc` and ESLint, where they were run. */
  beforeItRuns: readonly string[];
}

export const documentPath = join(repository, 'docs/leak-mutants.md');

const [begin, end] = ['<!-- mutants -->', '<!-- /mutants -->'];
const heading = ['What leaks', 'Changed', 'Caught by', 'Seen as', 'Refused before it runs'];

/**
 * The document with these rows in place of its own for the same mutants.
 * @param names of all mutants, in the order of the table
 */
export function withRows(document: string, rows: readonly Row[], names: readonly string[]): string {
  const [before = '', rest = ''] = document.split(begin);
  const [, after = ''] = rest.split(end);
  const known = new Map([
    ...rowsIn(document),
    ...rows.map((row) => [row.mutant.name, cellsOf(row)] as const),
  ]);
  const all = names.flatMap((name) => [known.get(name) ?? []]).filter(({ length }) => length > 0);
  const byAudit = all.filter(([, , caughtBy]) => caughtBy === 'audit').length;
  const sum = `${all.length} mutants: ${all.length - byAudit} refused by a guard, ${byAudit} found by the audit.`;
  const table = [heading, heading.map(() => '---'), ...all].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return `${before}${begin}\n\n${sum}\n\n${table.join('\n')}\n\n${end}${after}`;
}

/** What the document says about each mutant, by its name. */
export function documented(document = readFileSync(documentPath, 'utf8')) {
  const rows = [...rowsIn(document)];
  return new Map(rows.map(([name, [, , caughtBy = '', seen = '']]) => [name, { caughtBy, seen }]));
}

/** The first mutant for each guard, and for each set of places where the audit found a leak. */
export function oneOfEach(names: readonly string[], known = documented()): string[] {
  const kindOf = (name: string): string => {
    const { caughtBy, seen } = known.get(name) ?? { caughtBy: name, seen: '' };
    return caughtBy === 'audit' ? seen.replace(/^.*? in (?!the code)/, '') : caughtBy;
  };
  return names.filter(
    (name, index) => names.findIndex((other) => kindOf(other) === kindOf(name)) === index,
  );
}

/** How many mutants there were, and what became of them. */
export function summary(rows: readonly Row[]): string {
  const count = (kind: Assessment['kind']): number =>
    rows.filter((row) => row.kind === kind).length;
  const caught = `${count('guard')} refused by a guard, ${count('audit')} found by the audit`;
  return `${rows.length} mutants: ${caught}, ${count('survived')} survived, ${count('invalid')} invalid.`;
}

function rowsIn(document: string): Map<string, string[]> {
  const [, rest = ''] = document.split(begin);
  const lines = (rest.split(end)[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  const cells = lines.slice(2).map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  return new Map(cells.map((row) => [row[0] ?? '', row]));
}

function cellsOf({ mutant, caughtBy, seen, beforeItRuns }: Row): string[] {
  return [
    mutant.name,
    `[${mutant.file}](../${mutant.file})`,
    caughtBy,
    seen,
    beforeItRuns.join(', '),
  ];
}
