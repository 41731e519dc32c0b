import { inflateMembers } from './compressed.ts';
import { encodingsOf } from './encodings.ts';
import type { Submitted } from './ledger.ts';
import { createMatcher, type Matcher } from './matcher.ts';

/** Somewhere that bytes are kept, by us or by whoever runs a service for us. */
export interface Place {
  name: string;
  read(): AsyncIterable<Uint8Array>;
  /** Something that is known to be there. A search that does not find it would not find a leak either. */
  landmark: string;
  /** Fields that belong there. */
  mayHold?: readonly string[];
}

/** Where something turned up that should not have. Names the field, never the value. */
export interface Finding {
  place: string;
  field: string;
  of: string;
  encoding: string;
}

export interface SearchReport {
  places: { name: string; bytes: number }[];
  findings: Finding[];
}

const windowLength = 8 * 1024 * 1024;
/** Read twice, at the end of one window and at the beginning of the next: what crosses the border is found. */
const overlap = 1024 * 1024;
const deepest = 3;

/** A value in one spelling and one encoding. */
export type Target = Omit<Finding, 'place'> & { bytes: Buffer };

/**
 * Searches all places for all values, in every encoding, in one pass over each place.
 * @throws Error when a place is empty or lacks its landmark: the search is blind there, and "nothing found" would
 *   mean nothing
 */
export async function search(places: readonly Place[], values: readonly Submitted[]): Promise<SearchReport> {
  const targets = values.flatMap(targetsOf);
  const landmarks = places.map(({ landmark }) => Buffer.from(landmark));
  const matcher = createMatcher([...targets.map(({ bytes }) => bytes), ...landmarks]);
  const report: SearchReport = { places: [], findings: [] };
  for (const [index, place] of places.entries()) {
    const { bytes, found } = await searchPlace(place, matcher);
    if (!found.has(targets.length + index))
      throw new Error(`the search is blind in: ${place.name} (${bytes} bytes)`);
    report.places.push({ name: place.name, bytes });
    report.findings.push(...findingsOf(place, targets, found));
  }
  return report;
}

/** Everything that a value can look like. */
export function targetsOf({ field, of, spellings }: Submitted): Target[] {
  return spellings.flatMap(encodingsOf).map(({ encoding, bytes }) => ({ field, of, encoding, bytes }));
}

function findingsOf({ name, mayHold }: Place, targets: readonly Target[], found: Set<number>): Finding[] {
  return targets
    .filter(({ field }, index) => found.has(index) && !mayHold?.includes(field))
    .map(({ field, of, encoding }) => ({ place: name, field, of, encoding }));
}

/** Calls `onMatch` with each pattern in `bytes`, and in what is compressed inside. */
export function searchBytes(bytes: Buffer, matcher: Matcher, onMatch: (pattern: number) => void): void {
  searchWindow(bytes, matcher, onMatch, deepest);
}

async function searchPlace(place: Place, matcher: Matcher): Promise<{ bytes: number; found: Set<number> }> {
  const found = new Set<number>();
  let bytes = 0;
  for await (const { window, fresh } of windows(place.read())) {
    bytes += fresh;
    searchBytes(window, matcher, (index) => found.add(index));
  }
  return { bytes, found };
}

function searchWindow(
  window: Buffer,
  matcher: Matcher,
  onMatch: (pattern: number) => void,
  depth: number,
): void {
  matcher.scan(window, onMatch);
  if (depth === 0) return;
  for (const inflated of inflateMembers(window)) searchWindow(inflated, matcher, onMatch, depth - 1);
}

/** Cuts a stream into windows that overlap; `fresh` is how many bytes of a window were not in the one before. */
async function* windows(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ window: Buffer; fresh: number }> {
  let pieces: Uint8Array[] = [];
  let [length, kept] = [0, 0];
  for await (const piece of stream) {
    pieces.push(piece);
    length += piece.length;
    if (length < windowLength) continue;
    const window = Buffer.concat(pieces);
    yield { window, fresh: length - kept };
    pieces = [window.subarray(-overlap)];
    length = kept = Math.min(overlap, window.length);
  }
  if (length > kept) yield { window: Buffer.concat(pieces), fresh: length - kept };
}
