import { maxPages, Unreadable } from './unreadable.ts';

/** How a TIFF writes its directories, and how a BigTIFF does: bytes of each part. */
const classic = { firstAt: 4, pointer: 4, count: 2, entry: 12 };
const big = { firstAt: 8, pointer: 8, count: 8, entry: 20 };

/**
 * How many pages a TIFF has. Each has a directory that says where the next one is. An image library
 * takes a directory that is missing for the end, so a file that was cut off would lose its last
 * pages in silence.
 * @throws Unreadable `broken` if a directory is outside of the file, `too-many-pages`, also of
 *   directories in a circle
 */
export function countTiffPages(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = file.toString('latin1', 0, 2) === 'II';
  const { firstAt, pointer, count, entry } = numberAt(2, 2) === 43 ? big : classic;

  function numberAt(at: number, size: number): number {
    if (at + size > file.length) throw new Unreadable('broken');
    if (size === 8) return Number(isLittle ? file.readBigUInt64LE(at) : file.readBigUInt64BE(at));
    return isLittle ? file.readUIntLE(at, size) : file.readUIntBE(at, size);
  }

  let pages = 0;
  for (let at = numberAt(firstAt, pointer); at !== 0; pages += 1) {
    if (pages === maxPages) throw new Unreadable('too-many-pages');
    at = numberAt(at + count + numberAt(at, count) * entry, pointer);
  }
  return pages;
}
