import { constants, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import type { View } from './view.ts';

const maxOutputLength = 64 * 1024 * 1024;

/** gunzip and inflate would fail on trailing bytes after a member, and on a wrong checksum. */
const inflate = (bytes: Buffer): Buffer =>
  inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength });

const formats: { magic: number[]; open: (member: Buffer) => Buffer }[] = [
  { magic: [0x1f, 0x8b, 0x08], open: (gzip) => inflate(gzip.subarray(gzipHeaderLength(gzip))) },
  // zlib: the second byte is one of four compression levels.
  ...[0x01, 0x5e, 0x9c, 0xda].map((level) => ({
    magic: [0x78, level],
    open: (zlib: Buffer) => inflate(zlib.subarray(2)),
  })),
  {
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    open: (zstd) =>
      zstdDecompressSync(zstd, { finishFlush: constants.ZSTD_e_flush, maxOutputLength }),
  },
  // A file in a ZIP archive, which is also what spreadsheets and text documents are.
  { magic: [0x50, 0x4b, 0x03, 0x04], open: (zip) => inflate(zip.subarray(zipHeaderLength(zip))) },
];

/**
 * Decompresses everything compressed inside `bytes` (gzip, zlib, Zstandard, ZIP), wherever it
 * begins: a log, the pages of a PDF, a payload. A member that continues beyond `bytes` is read as
 * far as it goes. Raw deflate and Brotli have no header, look like noise, and are not found.
 */
export function* inflateMembers(bytes: Buffer): Generator<View> {
  for (const { magic, open } of formats) {
    const needle = Buffer.from(magic);
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
      const inflated = attempt(() => open(bytes.subarray(at)));
      const start = at;
      if (inflated && inflated.length > 0) yield { bytes: inflated, origin: () => start };
    }
  }
}

/**
 * RFC 1952, 2.3: ten bytes, then the fields that the flags announce: extra data, name, comment,
 * checksum.
 */
function gzipHeaderLength(member: Buffer): number {
  const flags = member[3] ?? 0;
  let length = 10;
  if (flags & 4) length += 2 + member.readUInt16LE(length);
  for (const flag of [8, 16]) if (flags & flag) length = member.indexOf(0, length) + 1;
  return flags & 2 ? length + 2 : length;
}

/**
 * APPNOTE 4.3.7: thirty bytes, a name, extra data. Method 8 is deflate; stored files are searched
 * as they are.
 */
function zipHeaderLength(member: Buffer): number {
  if (member.readUInt16LE(8) !== 8) throw new Error('not deflated');
  return 30 + member.readUInt16LE(26) + member.readUInt16LE(28);
}

/** Most candidates are false: bytes that happen to look like the beginning of a member. */
function attempt(open: () => Buffer): Buffer | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}
