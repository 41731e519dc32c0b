/** Compares what was found with what the matrix expects. */
import type { Submitted } from './search/submitted.ts';
import type { Finding, SearchedPlace, SearchReport } from './search/search.ts';
import { assertKnown, expectationOf, type Expectation } from './expectations.ts';

/** The approach of a value, from its approach and run: `naive/approved`. */
export const approachOf = (of: string): string => of.split('/')[0] ?? '';

export interface Audited {
  values: readonly Submitted[];
  report: SearchReport;
  expectations: readonly Expectation[];
}

/** Clean; a value was where it must not be; or blind: the search could not have found a leak. */
export type Outcome = 'clean' | 'leak' | 'blind';
export const exitCodes = { clean: 0, leak: 1, blind: 2, 'could not run': 3 } as const;

/** A row of the matrix and its result. */
export interface JudgedRow extends Expectation {
  /** `leak`: a forbidden field was found. `missing`: a required one was not. */
  state: 'kept' | 'leak' | 'missing' | 'not exercised';
  /** How many fields, over all places, the row covers. */
  searched: number;
  findings: readonly Finding[];
  /** Required fields that were not found. */
  missing: readonly Cell[];
}

export interface Cell {
  place: string;
  approach: string;
  field: string;
}

/** A place and an approach: how many fields were found, and whether that is in order. */
export interface Square {
  place: string;
  approach: string;
  /** `nothing` and `expected` are in order; `leak` and `missing` are not. */
  state: 'nothing' | 'expected' | 'leak' | 'missing';
  found: number;
  fields: number;
}

export interface Verdict {
  outcome: Outcome;
  rows: readonly JudgedRow[];
  /** Ordered by place, then approach. */
  squares: readonly Square[];
  places: readonly SearchedPlace[];
  /** Fields in places that no row covers. */
  uncovered: readonly Cell[];
  /** The number of values searched for, by approach. */
  values: Readonly<Record<string, number>>;
}

/**
 * Judges what was found in each place by the matrix.
 * @throws AuditError `AUDIT_BAD_EXPECTATIONS` for a row that names something unknown
 */
export function judge({ values, report, expectations }: Audited): Verdict {
  const cells = cellsOf(values, report.places);
  assertKnown(expectations, {
    places: report.places.map(({ name }) => name),
    approaches: [...new Set(cells.map(({ approach }) => approach))],
    fields: [...new Set(cells.map(({ field }) => field))],
  });
  const findings = Map.groupBy(report.findings, (finding) =>
    keyOf({ ...finding, approach: approachOf(finding.of) }),
  );
  const covered = Map.groupBy(cells, (cell) => expectationOf(expectations, cell));
  const rows = expectations.map((row) => judgeRow(row, covered.get(row) ?? [], findings));
  const { places } = report;
  const uncovered = covered.get(undefined) ?? [];
  return {
    outcome: outcomeOf(rows, places, uncovered),
    rows,
    squares: squaresOf(cells, rows, findings),
    places,
    uncovered,
    values: countByApproach(values),
  };
}

function judgeRow(
  row: Expectation,
  cells: readonly Cell[],
  all: Map<string, Finding[]>,
): JudgedRow {
  const findings = cells.flatMap((cell) => all.get(keyOf(cell)) ?? []);
  const missing = row.expect === 'must' ? cells.filter((cell) => !all.has(keyOf(cell))) : [];
  return { ...row, searched: cells.length, findings, missing, state: stateOf() };

  function stateOf(): JudgedRow['state'] {
    if (cells.length === 0) return 'not exercised';
    if (row.expect === 'must not' && findings.length > 0) return 'leak';
    return missing.length > 0 ? 'missing' : 'kept';
  }
}

function squaresOf(
  cells: readonly Cell[],
  rows: readonly JudgedRow[],
  all: Map<string, Finding[]>,
): Square[] {
  const leaks = new Set(
    rows.flatMap(({ state, findings }) => (state === 'leak' ? findings : [])).map(squareOfFinding),
  );
  const lacking = new Set(rows.flatMap(({ missing }) => missing).map(squareOf));
  return [...Map.groupBy(cells, squareOf)].map(([square, [first, ...others]]) => {
    const { place = '', approach = '' } = first ?? {};
    const found = [first, ...others].filter((cell) => cell && all.has(keyOf(cell))).length;
    const state = leaks.has(square) ? 'leak' : lacking.has(square) ? 'missing' : undefined;
    const fields = 1 + others.length;
    return { place, approach, found, fields, state: state ?? (found > 0 ? 'expected' : 'nothing') };
  });
}

/** A leak counts even if the search was blind elsewhere. */
function outcomeOf(
  rows: readonly JudgedRow[],
  places: readonly SearchedPlace[],
  uncovered: readonly Cell[],
): Outcome {
  if (rows.some(({ state }) => state === 'leak')) return 'leak';
  const blind = places.some(({ bytes, seen }) => bytes === 0 || !seen);
  return blind || uncovered.length > 0 || rows.some(({ state }) => state !== 'kept')
    ? 'blind'
    : 'clean';
}

/** Every field of each approach, in every place. */
function cellsOf(values: readonly Submitted[], places: readonly SearchedPlace[]): Cell[] {
  const planted = new Map(
    values.map(({ of, field }) => [
      `${approachOf(of)}\n${field}`,
      { approach: approachOf(of), field },
    ]),
  );
  return places.flatMap(({ name: place }) =>
    [...planted.values()].map((cell) => ({ place, ...cell })),
  );
}

const keyOf = ({ place, approach, field }: Cell): string => [place, approach, field].join('\n');

const squareOf = ({ place, approach }: Omit<Cell, 'field'>): string => [place, approach].join('\n');
const squareOfFinding = ({ place, of }: Finding): string =>
  squareOf({ place, approach: approachOf(of) });

function countByApproach(values: readonly Submitted[]): Record<string, number> {
  const groups = Map.groupBy(values, ({ of }) => approachOf(of));
  return Object.fromEntries([...groups].map(([approach, { length }]) => [approach, length]));
}
