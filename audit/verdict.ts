/** Compares what was found with what was expected. */
import type { Submitted } from './search/ledger.ts';
import type { Finding, SearchedPlace, SearchReport } from './search/search.ts';
import { assertKnown, expectationOf, type Expectation } from './expectations.ts';

/** The approach that a value went through, and the run: `naive/approved`. */
export const approachOf = (of: string): string => of.split('/')[0] ?? '';

export interface Audited {
  values: readonly Submitted[];
  report: SearchReport;
  expectations: readonly Expectation[];
}

/** Clean; or something was where it must not be; or nothing was found, and nothing could have been. */
export type Outcome = 'clean' | 'leak' | 'blind';
export const exitCodes = { clean: 0, leak: 1, blind: 2, 'could not run': 3 } as const;

/** A row of the matrix, and what became of it. */
export interface JudgedRow extends Expectation {
  /** `kept`; or a field was found that must not be; or one was not that must; or nothing was searched for it. */
  state: 'kept' | 'leak' | 'missing' | 'not exercised';
  /** How many fields in how many places it spoke of. */
  searched: number;
  findings: readonly Finding[];
  /** What must be there, and was not found. */
  missing: readonly Cell[];
}

export interface Cell {
  place: string;
  approach: string;
  field: string;
}

/** A place and an approach: of so many fields, so many were found, which is in order or is not. */
export interface Square {
  place: string;
  approach: string;
  /** Nothing found, as it must be; found what must or may be; found what must not; not found what must. */
  state: 'nothing' | 'expected' | 'leak' | 'missing';
  found: number;
  fields: number;
}

export interface Verdict {
  outcome: Outcome;
  rows: readonly JudgedRow[];
  /** For each place in turn, each approach. */
  squares: readonly Square[];
  places: readonly SearchedPlace[];
  /** Places, approaches and fields that no row speaks of. */
  unspoken: readonly Cell[];
  /** How many values were searched for, of each approach. */
  values: Readonly<Record<string, number>>;
}

/**
 * @throws AuditError `AUDIT_BAD_EXPECTATIONS` for a matrix that speaks of what there is not
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
  const spoken = Map.groupBy(cells, (cell) => expectationOf(expectations, cell));
  const rows = expectations.map((row) => judgeRow(row, spoken.get(row) ?? [], findings));
  const { places } = report;
  const unspoken = spoken.get(undefined) ?? [];
  return {
    outcome: outcomeOf(rows, places, unspoken),
    rows,
    squares: squaresOf(cells, rows, findings),
    places,
    unspoken,
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

/** What was found is certain, whatever else could not be seen. */
function outcomeOf(
  rows: readonly JudgedRow[],
  places: readonly SearchedPlace[],
  unspoken: readonly Cell[],
): Outcome {
  if (rows.some(({ state }) => state === 'leak')) return 'leak';
  const blind = places.some(({ bytes, seen }) => bytes === 0 || !seen);
  return blind || unspoken.length > 0 || rows.some(({ state }) => state !== 'kept')
    ? 'blind'
    : 'clean';
}

/** Every field that went through each approach, in every place. */
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
