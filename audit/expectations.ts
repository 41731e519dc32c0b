/**
 * Reads the expectation matrix (expectations.md), tables that people review. Nothing in them is
 * guessed.
 */
import { AuditError } from './errors.ts';

export const expects = ['must', 'may', 'must not'] as const;
export type Expect = (typeof expects)[number];

/** A row of the matrix: which of an approach's fields a place holds, and why. */
export interface Expectation {
  line: number;
  /** A name, or a pattern with `*`. */
  place: string;
  /** Names or patterns. */
  approach: string;
  /** Names and groups as written, and the names that they stand for; `*` is every name. */
  fields: string;
  names: readonly string[];
  expect: Expect;
  because: string;
}

/** The places, approaches and fields of an audit, which the rows of a matrix must name. */
export interface Known {
  places: readonly string[];
  approaches: readonly string[];
  fields: readonly string[];
}

const columns = {
  groups: ['group', 'fields'],
  matrix: ['place', 'approach', 'fields', 'expect', 'because'],
};

/**
 * Reads the tables.
 * @throws AuditError `AUDIT_BAD_EXPECTATIONS`, naming the line
 */
export function parseExpectations(text: string): Expectation[] {
  const rows = tableRows(text);
  const groups = new Map<string, string[]>();
  for (const { line, cells } of rows('groups')) {
    const [group = '', fields = ''] = cells;
    if (groups.has(group)) throw bad(line, `the group ${group} is defined twice`);
    groups.set(group, namesIn(fields));
  }
  return rows('matrix').map(({ line, cells }) => {
    const [place = '', approach = '', fields = '', expect = '', because = ''] = cells;
    if (!isExpect(expect)) throw bad(line, `"${expect}" is none of: ${expects.join(', ')}`);
    if (because === '') throw bad(line, 'the reason is missing');
    const names = namesIn(fields).flatMap((name) => groups.get(name) ?? [name]);
    return { line, place, approach, fields, names, expect, because };
  });
}

/**
 * Checks that every row names a known place, approach and field.
 * @throws AuditError `AUDIT_BAD_EXPECTATIONS` for an unknown one
 */
export function assertKnown(expectations: readonly Expectation[], known: Known): void {
  for (const { line, place, approach, names } of expectations) {
    if (!known.places.some((name) => fits(place, name)))
      throw bad(line, `there is no place "${place}"`);
    const lost = namesIn(approach).find((one) => !known.approaches.some((name) => fits(one, name)));
    if (lost) throw bad(line, `there is no approach "${lost}"`);
    const unknown = names.find((name) => name !== '*' && !known.fields.includes(name));
    if (unknown) throw bad(line, `no field "${unknown}" was planted`);
  }
}

/** The first row that covers a field of an approach in a place. */
export function expectationOf(
  expectations: readonly Expectation[],
  { place, approach, field }: { place: string; approach: string; field: string },
): Expectation | undefined {
  return expectations.find(
    (row) =>
      fits(row.place, place) &&
      namesIn(row.approach).some((one) => fits(one, approach)) &&
      (row.names.includes('*') || row.names.includes(field)),
  );
}

/** `*` matches anything. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

interface TableRow {
  line: number;
  cells: string[];
}

/** The rows of each table. Tables are recognised by their columns; other columns are an error. */
function tableRows(text: string): (table: keyof typeof columns) => TableRow[] {
  const tables = { groups: [] as TableRow[], matrix: [] as TableRow[] };
  let current: keyof typeof columns | undefined;
  for (const [index, row] of text.split('\n').entries()) {
    const line = index + 1;
    if (!row.startsWith('|')) current = undefined;
    else if (current === undefined) current = tableWith(cellsOf(row), line);
    else if (!/^[|\s:-]+$/.test(row))
      tables[current].push({ line, cells: cellsOf(row, current, line) });
  }
  return (table) => tables[table];
}

function tableWith(cells: string[], line: number): keyof typeof columns {
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const found = names.find((name) => columns[name].join() === cells.join());
  if (!found) throw bad(line, `unknown columns: ${cells.join(', ')}`);
  return found;
}

function cellsOf(row: string, table?: keyof typeof columns, line = 0): string[] {
  const cells = row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\*', '*'));
  if (table && cells.length !== columns[table].length) throw bad(line, 'wrong number of cells');
  return cells;
}

const namesIn = (list: string): string[] => list.split(',').map((name) => name.trim());
const isExpect = (word: string): word is Expect => (expects as readonly string[]).includes(word);

function bad(line: number, what: string): AuditError {
  return new AuditError('AUDIT_BAD_EXPECTATIONS', `expectations, line ${line}: ${what}`);
}
