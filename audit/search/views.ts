import { base64Runs } from './base64-runs.ts';
import { inflateMembers } from './compressed.ts';

/** Bytes as they look when something that was wrapped around them is taken off. */
export interface View {
  bytes: Buffer;
  /** Where in the wrapped bytes that begins which is at `offset` in these. */
  origin(offset: number): number;
}

/** What is inside `bytes`: compressed, in base64, in lines as mail and HTTP cut them. Each may hold more of the kind. */
export function* viewsInto(bytes: Buffer): Generator<View> {
  yield* inflateMembers(bytes);
  const decoded = [...base64Runs(bytes)];
  // A value that merely stands in base64 is found without: this is for what is compressed or in UTF-16 inside it.
  if (decoded.length > 0) yield joined(decoded, Buffer.from('\n'));
  const text = bytes.toString('latin1');
  if (softLineBreak.test(text)) yield* unfolded(text, softLineBreaks);
  if (chunkSize.test(text)) yield* unfolded(text, chunkSizes);
}

/** Quoted-printable (RFC 2045, 6.7) ends a line early, wherever it has become too long. In text, not in noise. */
const softLineBreak = /(?<=[ -~]{4})=\r?\n(?=[ -~])/;
const softLineBreaks = new RegExp(softLineBreak, 'g');
/** HTTP/1.1 (RFC 9112, 7.1) puts sizes between the pieces of a body; S3 adds a signature to each. */
const chunkSize = /\r\n[0-9a-fA-F]{1,8}(?:;[^\r\n]{0,200})?\r\n/;
const chunkSizes = new RegExp(chunkSize, 'g');

/** The text without any match, as one view. */
function* unfolded(text: string, pattern: RegExp): Generator<View> {
  let begin = 0;
  const pieces: Piece[] = [];
  for (const { 0: match, index } of text.matchAll(pattern)) {
    pieces.push({ bytes: Buffer.from(text.slice(begin, index), 'latin1'), index: begin });
    begin = index + match.length;
  }
  pieces.push({ bytes: Buffer.from(text.slice(begin), 'latin1'), index: begin });
  yield joined(pieces, Buffer.alloc(0));
}

interface Piece {
  bytes: Buffer;
  index: number;
}

function joined(pieces: readonly Piece[], separator: Buffer): View {
  const starts: number[] = [];
  let length = 0;
  for (const { bytes } of pieces) {
    starts.push(length);
    length += bytes.length + separator.length;
  }
  return {
    bytes: Buffer.concat(pieces.flatMap(({ bytes }) => [bytes, separator])),
    origin: (offset) => pieces[lastNotAbove(starts, offset)]?.index ?? 0,
  };
}

/** The index of the last of the rising numbers that is not above `value`. */
export function lastNotAbove(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) <= value) low = middle;
    else high = middle;
  }
  return low;
}
