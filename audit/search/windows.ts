import { lastNotAbove } from './views.ts';

/** Consecutive bytes of a place; `from` names their source: a file, an event of a workflow. */
export type Piece = Uint8Array | { from: string; bytes: Uint8Array };

/** Where something begins: the source, and the offset in it. */
export interface Location {
  from?: string;
  offset: number;
}

/** The part of a stream that is searched at once. */
export interface Window {
  bytes: Buffer;
  /** How many of the bytes were not in the previous window. */
  fresh: number;
  locate(offset: number): Location;
}

const windowLength = 8 * 1024 * 1024;
/**
 * Searched twice, at the end of one window and the beginning of the next, so that no match is cut
 * in two.
 */
const overlap = 1024 * 1024;

/** Cuts a stream into overlapping windows. */
export async function* windows(stream: AsyncIterable<Piece>): AsyncGenerator<Window> {
  const sources = createSources();
  let pieces: Uint8Array[] = [];
  let [start, length, kept] = [0, 0, 0];

  const window = (): Window => {
    const from = start;
    return {
      bytes: Buffer.concat(pieces),
      fresh: length - kept,
      locate: (offset) => sources.locate(from + offset),
    };
  };

  for await (const piece of stream) {
    const bytes = piece instanceof Uint8Array ? piece : piece.bytes;
    sources.note(piece, start + length);
    pieces.push(bytes);
    length += bytes.length;
    if (length < windowLength) continue;
    const full = window();
    yield full;
    pieces = [full.bytes.subarray(-overlap)];
    kept = Math.min(overlap, length);
    start += length - kept;
    length = kept;
  }
  if (length > kept) yield window();
}

/**
 * Remembers where in the stream each source begins. Consecutive pieces of the same source count as
 * one.
 */
function createSources() {
  const starts: number[] = [];
  const names: (string | undefined)[] = [];
  return {
    note(piece: Piece, at: number): void {
      const from = piece instanceof Uint8Array ? undefined : piece.from;
      if (starts.length > 0 && names.at(-1) === from) return;
      starts.push(at);
      names.push(from);
    },
    locate(at: number): Location {
      const index = lastNotAbove(starts, at);
      const from = names[index];
      return { ...(from !== undefined && { from }), offset: at - (starts[index] ?? 0) };
    },
  };
}
