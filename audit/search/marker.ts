import type { Submitted } from './ledger.ts';
import { createMatcher } from './matcher.ts';
import { searchBytes, targetsOf } from './search.ts';

/** A piece of a text; with a `field` it is that submitted value, in whatever encoding it was found. */
export interface Piece {
  text: string;
  field?: string;
}

export interface Marker {
  /** The text in pieces, none of which is empty: together they are the whole text. */
  mark(text: string): Piece[];
  /** The fields that are in `bytes`, in any encoding and in what is compressed inside, in the order of the values. */
  fieldsIn(bytes: Uint8Array): string[];
}

interface Match {
  start: number;
  end: number;
  field: string;
}

/** For people to see what a search only names. Everything that is looked for is known here: keep what it says as you keep the values. */
export function createMarker(values: readonly Submitted[]): Marker {
  const targets = values.flatMap(targetsOf);
  const matcher = createMatcher(targets.map(({ bytes }) => bytes));
  const fields = [...new Set(values.map(({ field }) => field))];

  function matchesIn(bytes: Uint8Array): Match[] {
    const matches: Match[] = [];
    matcher.scan(bytes, (index, start) => {
      const target = targets[index];
      if (target) matches.push({ start, end: start + target.bytes.length, field: target.field });
    });
    // Where two begin at the same place, the longer one says more: a whole name, and not a word of it.
    return matches.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  return {
    mark(text) {
      const bytes = Buffer.from(text);
      const pieces: Piece[] = [];
      let at = 0;
      for (const { start, end, field } of matchesIn(bytes)) {
        if (start < at) continue;
        pieces.push(
          { text: bytes.toString('utf8', at, start) },
          { text: bytes.toString('utf8', start, end), field },
        );
        at = end;
      }
      pieces.push({ text: bytes.toString('utf8', at) });
      return pieces.filter(({ text: piece }) => piece !== '');
    },
    fieldsIn(bytes) {
      const found = new Set<string>();
      searchBytes(Buffer.from(bytes), matcher, (index) => found.add(targets[index]?.field ?? ''));
      return fields.filter((field) => found.has(field));
    },
  };
}
