import { base64Runs } from './base64-runs.ts';
import { inflateMembers } from './compressed.ts';
import type { View } from './view.ts';

/**
 * Returns what is wrapped inside `bytes`: compressed, in base64, or in lines as mail and HTTP fold
 * them. Each view may wrap further ones.
 */
export function* viewsInto(bytes: Buffer): Generator<View> {
  yield* inflateMembers(bytes);
  const decoded = [...base64Runs(bytes)];
  // A plain value in base64 is found without decoding; this finds compressed data and UTF-16 inside
  // base64.
  if (decoded.length > 0) yield joined(decoded, Buffer.from('\n'));
  const text = bytes.toString('latin1');
  if (softLineBreak.test(text)) yield* unfolded(text, softLineBreaks);
  if (chunkSize.test(text)) yield* unfolded(text, chunkSizes);
}

/**
 * Quoted-printable (RFC 2045, 6.7) breaks long lines anywhere. Only in text, so that noise does not
 * match.
 */
const softLineBreak = /(?<=[ -~]{4})=\r?\n(?=[ -~])/;
const softLineBreaks = new RegExp(softLineBreak, 'g');
/**
 * HTTP/1.1 (RFC 9112, 7.1) puts sizes between the chunks of a body; S3 adds a signature to each.
 */
const chunkSize = /\r\n[0-9a-fA-F]{1,8}(?:;[^\r\n]{0,200})?\r\n/;
const chunkSizes = new RegExp(chunkSize, 'g');

/** The text with every match removed, as one view. */
function* unfolded(text: string, pattern: RegExp): Generator<View> {
  let begin = 0;
  const parts: Part[] = [];
  for (const { 0: match, index } of text.matchAll(pattern)) {
    parts.push({ bytes: Buffer.from(text.slice(begin, index), 'latin1'), index: begin });
    begin = index + match.length;
  }
  parts.push({ bytes: Buffer.from(text.slice(begin), 'latin1'), index: begin });
  yield joined(parts, Buffer.alloc(0));
}

interface Part {
  bytes: Buffer;
  index: number;
}

function joined(parts: readonly Part[], separator: Buffer): View {
  const starts: number[] = [];
  let length = 0;
  for (const { bytes } of parts) {
    starts.push(length);
    length += bytes.length + separator.length;
  }
  return {
    bytes: Buffer.concat(parts.flatMap(({ bytes }) => [bytes, separator])),
    origin: (offset) => parts[lastNotAbove(starts, offset)]?.index ?? 0,
  };
}

/** The index of the last of the ascending numbers that is not above `value`. */
export function lastNotAbove(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) <= value) low = middle;
    else high = middle;
  }
  return low;
}
