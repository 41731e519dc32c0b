import { encodingsOf, encodingsOfNumber } from './encodings.ts';
import type { Submitted } from './submitted.ts';
import { createMatcher, type Matcher, type Pattern } from './matcher.ts';
import { viewsInto } from './views.ts';
import { windows, type Location, type Piece } from './windows.ts';

/** Somewhere bytes are kept or pass, whether we or another operator run it. */
export interface Place {
  name: string;
  read(): AsyncIterable<Piece>;
  /** Something known to be there. A search that misses it would miss a leak too. */
  landmark: string | Uint8Array;
  /** Fields that are allowed there. */
  mayHold?: readonly string[];
}

/** A value that turned up in a place. Names the field, never the value. */
export interface Finding {
  place: string;
  field: string;
  of: string;
  encoding: string;
  /** The first few locations in the place. */
  at: readonly Location[];
}

export interface SearchedPlace {
  name: string;
  bytes: number;
  /** True if its landmark was found, so that a leak would have been found as well. */
  seen: boolean;
}

export interface SearchReport {
  places: SearchedPlace[];
  findings: Finding[];
}

const maxDepth = 3;
const maxLocations = 5;

/** A value in one spelling and one encoding. */
export type Target = Omit<Finding, 'place' | 'at'> & Pattern;
type Found = Map<number, Location[]>;

/**
 * Searches all places for all values in every encoding, in one pass over each place.
 * @throws Error when a place is empty or lacks its landmark: the search is blind there, so finding
 *   nothing would prove nothing
 */
export async function search(
  places: readonly Place[],
  values: readonly Submitted[],
): Promise<SearchReport> {
  const report = await look(places, values);
  const blind = report.places.find(({ seen }) => !seen);
  if (blind) throw new Error(`the search is blind in: ${blind.name} (${blind.bytes} bytes)`);
  return report;
}

/** The same search without the check: the caller must look at `seen` of every place. */
export async function look(
  places: readonly Place[],
  values: readonly Submitted[],
): Promise<SearchReport> {
  const targets = values.flatMap(targetsOf);
  const landmarks = places.map(({ landmark }) => ({ bytes: Buffer.from(landmark) }));
  const matcher = createMatcher([...targets, ...landmarks]);
  const report: SearchReport = { places: [], findings: [] };
  for (const [index, place] of places.entries()) {
    const { bytes, found } = await searchPlace(place, matcher);
    report.places.push({ name: place.name, bytes, seen: found.has(targets.length + index) });
    report.findings.push(...findingsOf(place, targets, found));
  }
  return report;
}

/** Every byte sequence that stands for a value. */
export function targetsOf({ field, of, spellings, numbers = [] }: Submitted): Target[] {
  return [...spellings.flatMap(encodingsOf), ...numbers.flatMap(encodingsOfNumber)].map(
    (encoded) => ({ field, of, ...encoded }),
  );
}

function findingsOf({ name, mayHold }: Place, targets: readonly Target[], found: Found): Finding[] {
  return targets.flatMap(({ field, of, encoding }, index) => {
    const at = found.get(index);
    return at && !mayHold?.includes(field) ? [{ place: name, field, of, encoding, at }] : [];
  });
}

async function searchPlace(
  place: Place,
  matcher: Matcher,
): Promise<{ bytes: number; found: Found }> {
  const found: Found = new Map();
  let length = 0;
  for await (const { bytes, fresh, locate } of windows(place.read())) {
    length += fresh;
    searchBytes(bytes, matcher, (index, start) => note(found, index, () => locate(start)));
  }
  return { bytes: length, found };
}

/**
 * Calls `onMatch` for each pattern in `bytes` and in what is wrapped inside, with the offset in
 * `bytes`.
 */
export function searchBytes(
  bytes: Buffer,
  matcher: Matcher,
  onMatch: OnMatch,
  depth = maxDepth,
): void {
  matcher.scan(bytes, onMatch);
  if (depth === 0) return;
  for (const view of viewsInto(bytes)) {
    const onInner: OnMatch = (index, start) => onMatch(index, view.origin(start));
    searchBytes(view.bytes, matcher, onInner, depth - 1);
  }
}

type OnMatch = (pattern: number, start: number) => void;

/** A value may occur a million times; a few locations are enough to go and look. */
function note(found: Found, index: number, locate: () => Location): void {
  const known = found.get(index);
  if (!known) found.set(index, [locate()]);
  else if (known.length < maxLocations) addNew(known, locate());
}

function addNew(known: Location[], location: Location): void {
  const isKnown = known.some(
    ({ from, offset }) => from === location.from && offset === location.offset,
  );
  if (!isKnown) known.push(location);
}
