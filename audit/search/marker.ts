import type { Submitted } from './submitted.ts';
import { createMatcher } from './matcher.ts';
import { searchBytes, targetsOf } from './search.ts';

/**
 * A part of a text. With a `field` it is that submitted value, in the encoding in which it was
 * found.
 */
export interface Span {
  text: string;
  field?: string;
}

export interface Marker {
  /** Splits the text into non-empty spans, which together are the whole text. */
  mark(text: string): Span[];
  /**
   * The fields found in `bytes`, in any encoding and also compressed, in the order of the values.
   */
  fieldsIn(bytes: Uint8Array): string[];
}

interface Match {
  start: number;
  end: number;
  field: string;
}

/**
 * Shows people what a search only names. The result contains the values: protect it as you protect
 * them.
 */
export function createMarker(values: readonly Submitted[]): Marker {
  const targets = values.flatMap(targetsOf);
  const matcher = createMatcher(targets);
  const fields = [...new Set(values.map(({ field }) => field))];

  function matchesIn(bytes: Uint8Array): Match[] {
    const matches: Match[] = [];
    matcher.scan(bytes, (index, start) => {
      const target = targets[index];
      if (target) matches.push({ start, end: start + target.bytes.length, field: target.field });
    });
    // Of two matches at the same start, the longer one says more: a whole name rather than one word
    // of it.
    return matches.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  return {
    mark(text) {
      const bytes = Buffer.from(text);
      const spans: Span[] = [];
      let at = 0;
      for (const { start, end, field } of matchesIn(bytes)) {
        if (start < at) continue;
        spans.push(
          { text: bytes.toString('utf8', at, start) },
          { text: bytes.toString('utf8', start, end), field },
        );
        at = end;
      }
      spans.push({ text: bytes.toString('utf8', at) });
      return spans.filter((span) => span.text !== '');
    },
    fieldsIn(bytes) {
      const found = new Set<string>();
      searchBytes(Buffer.from(bytes), matcher, (index) => found.add(targets[index]?.field ?? ''));
      return fields.filter((field) => found.has(field));
    },
  };
}
