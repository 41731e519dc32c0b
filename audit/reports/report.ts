/** What every report is made from. Reports contain no values, only fields, places and locations. */
import type { Finding } from '../search/search.ts';
import type { Location } from '../search/windows.ts';
import { approachOf, type JudgedRow, type Verdict } from '../verdict.ts';

export interface AuditReport {
  title: string;
  verdict: Verdict;
  startedAt: Date;
  tookMs: number;
  /** The file with the rows of the verdict, from the root of the repository. */
  matrix?: string;
}

/** All findings of one field of one approach in one place. */
export interface Leak {
  row: JudgedRow;
  place: string;
  approach: string;
  field: string;
  runs: readonly string[];
  encodings: readonly string[];
  at: readonly Location[];
}

/** All leaks, in the order of the places. */
export function leaksIn({ rows, places }: Verdict): Leak[] {
  const order = places.map(({ name }) => name);
  const leaks = rows
    .filter(({ state }) => state === 'leak')
    .flatMap((row) =>
      [...Map.groupBy(row.findings, keyOf).values()].map((found) => leakOf(row, found)),
    );
  return leaks.sort(
    (one, other) =>
      order.indexOf(one.place) - order.indexOf(other.place) ||
      one.approach.localeCompare(other.approach) ||
      one.field.localeCompare(other.field),
  );
}

/** Reasons why finding nothing would prove nothing. */
export function blindnessOf({ rows, places, uncovered }: Verdict): string[] {
  const empty = places
    .filter(({ bytes }) => bytes === 0)
    .map(({ name }) => `${name}: nothing was read`);
  const unseen = places
    .filter(({ bytes, seen }) => bytes > 0 && !seen)
    .map(({ name }) => `${name}: its landmark was not found`);
  const missing = rows.flatMap((row) =>
    row.missing.map(
      ({ place, approach, field }) => `${place}: ${field} of ${approach} must be there`,
    ),
  );
  const idle = rows
    .filter(({ state }) => state === 'not exercised')
    .map(
      ({ line, place, fields }) =>
        `expectations, line ${line}: nothing was searched (${place}, ${fields})`,
    );
  const open = uncovered.map(
    ({ place, approach, field }) => `${place}: no row covers ${field} of ${approach}`,
  );
  return [...empty, ...unseen, ...missing, ...idle, ...open];
}

/** `temporal.db, byte 512` */
export function describeLocation({ from, offset }: Location): string {
  return `${from === undefined ? '' : `${from}, `}byte ${offset}`;
}

const keyOf = ({ place, of, field }: Finding): string => [place, approachOf(of), field].join('\n');

function leakOf(row: JudgedRow, found: readonly Finding[]): Leak {
  const [{ place = '', of = '', field = '' } = {}] = found;
  return {
    row,
    place,
    approach: approachOf(of),
    field,
    runs: unique(found.map((finding) => finding.of)),
    encodings: unique(found.map(({ encoding }) => encoding)),
    at: found.flatMap(({ at }) => at).slice(0, 5),
  };
}

const unique = (words: readonly string[]): string[] => [...new Set(words)].sort();
