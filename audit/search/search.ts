import { encodingsOf } from './encodings.ts';
import type { Submitted } from './ledger.ts';
import { createMatcher, type Matcher } from './matcher.ts';
import { viewsInto } from './views.ts';
import { windows, type Location, type Piece } from './windows.ts';

/** Somewhere that bytes are kept, by us or by whoever runs a service for us. */
export interface Place {
  name: string;
  read(): AsyncIterable<Piece>;
  /** Something that is known to be there. A search that does not find it would not find a leak either. */
  landmark: string | Uint8Array;
  /** Fields that belong there. */
  mayHold?: readonly string[];
}

/** Where something turned up that should not have. Names the field, never the value. */
export interface Finding {
  place: string;
  field: string;
  of: string;
  encoding: string;
  /** Where in the place: the first few. */
  at: readonly Location[];
}

export interface SearchedPlace {
  name: string;
  bytes: number;
  /** Its landmark was found, so that a leak would have been found, too. */
  seen: boolean;
}

export interface SearchReport {
  places: SearchedPlace[];
  findings: Finding[];
}

const deepest = 3;
const mostLocations = 5;

/** A value in one spelling and one encoding. */
export type Target = Omit<Finding, 'place' | 'at'> & { bytes: Buffer };
type Found = Map<number, Location[]>;

/**
 * Searches all places for all values, in every encoding, in one pass over each place.
 * @throws Error when a place is empty or lacks its landmark: the search is blind there, and "nothing found" would
 *   mean nothing
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

/** The same search, for whoever asks for each place whether it was `seen`. */
export async function look(
  places: readonly Place[],
  values: readonly Submitted[],
): Promise<SearchReport> {
  const targets = values.flatMap(targetsOf);
  const landmarks = places.map(({ landmark }) => Buffer.from(landmark));
  const matcher = createMatcher([...targets.map(({ bytes }) => bytes), ...landmarks]);
  const report: SearchReport = { places: [], findings: [] };
  for (const [index, place] of places.entries()) {
    const { bytes, found } = await searchPlace(place, matcher);
    report.places.push({ name: place.name, bytes, seen: found.has(targets.length + index) });
    report.findings.push(...findingsOf(place, targets, found));
  }
  return report;
}

/** Everything that a value can look like. */
export function targetsOf({ field, of, spellings }: Submitted): Target[] {
  return spellings
    .flatMap(encodingsOf)
    .map(({ encoding, bytes }) => ({ field, of, encoding, bytes }));
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

/** Calls `onMatch` with each pattern in `bytes`, and in what is wrapped inside, and where that begins. */
export function searchBytes(
  bytes: Buffer,
  matcher: Matcher,
  onMatch: OnMatch,
  depth = deepest,
): void {
  matcher.scan(bytes, onMatch);
  if (depth === 0) return;
  for (const view of viewsInto(bytes)) {
    const onInner: OnMatch = (index, start) => onMatch(index, view.origin(start));
    searchBytes(view.bytes, matcher, onInner, depth - 1);
  }
}

type OnMatch = (pattern: number, start: number) => void;

/** A value may be there a million times; a few are enough to go and look. */
function note(found: Found, index: number, locate: () => Location): void {
  const known = found.get(index);
  if (!known) found.set(index, [locate()]);
  else if (known.length < mostLocations) addNew(known, locate());
}

function addNew(known: Location[], location: Location): void {
  const isKnown = known.some(
    ({ from, offset }) => from === location.from && offset === location.offset,
  );
  if (!isKnown) known.push(location);
}
