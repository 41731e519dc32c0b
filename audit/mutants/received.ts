/** What a mutant's line received, as `leaked` (reached.ts) has recorded it. */
import { search, type Place } from '../search/search.ts';
import { submitted, type Submitted } from '../search/submitted.ts';

/** The field of a value that a line made. */
export const made = 'what the line made';

export interface Received {
  /** The mutated line never ran, ran, or ran with something to leak. */
  line: 'idle' | 'ran' | 'leaking';
  /** What the line made of a value, such as a hash of it, to be searched for like the value. */
  made: readonly Submitted[];
}

/** @param records a line of JSON each */
export async function receivedIn(records: string, ledger: readonly Submitted[]): Promise<Received> {
  const lines = [...new Set(records.split('\n').filter(Boolean))];
  if (lines.length === 0) return { line: 'idle', made: [] };
  const { findings } = await search(lines.map(placeOf), ledger);
  const leaking = new Set(findings.map(({ place }) => place));
  const others = lines.filter((line) => !leaking.has(line));
  return { line: leaking.size > 0 ? 'leaking' : 'ran', made: others.flatMap(madeOf) };
}

function placeOf(line: string): Place {
  const landmark = 'what the line received: ';
  async function* read(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(landmark + line);
  }
  return { name: line, landmark, read };
}

/** One word, long enough to be no other's: no path, and no text of the product's own. */
function madeOf(line: string): Submitted[] {
  const text = String(JSON.parse(line));
  return /^[\w+=-][\w./+=-]{11,}$/.test(text) ? [submitted(made, text)] : [];
}
