import { constants, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import type { View } from './views.ts';

const maxOutputLength = 64 * 1024 * 1024;

/** Not gunzip and inflate: those fail at whatever follows a member, and at a checksum that does not fit. */
const inflate = (bytes: Buffer): Buffer =>
  inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength });

const formats: { magic: number[]; open: (member: Buffer) => Buffer }[] = [
  { magic: [0x1f, 0x8b, 0x08], open: (gzip) => inflate(gzip.subarray(gzipHeaderLength(gzip))) },
  // zlib, at each of its four levels.
  ...[0x01, 0x5e, 0x9c, 0xda].map((level) => ({
    magic: [0x78, level],
    open: (zlib: Buffer) => inflate(zlib.subarray(2)),
  })),
  {
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    open: (zstd) =>
      zstdDecompressSync(zstd, { finishFlush: constants.ZSTD_e_flush, maxOutputLength }),
  },
  // A file in a ZIP archive, and so in a spreadsheet or a letter.
  { magic: [0x50, 0x4b, 0x03, 0x04], open: (zip) => inflate(zip.subarray(zipHeaderLength(zip))) },
];

/**
 * What is compressed inside `bytes` (gzip, zlib, Zstandard, ZIP), wherever it begins: a log, a PDF's pages, a payload.
 * A member that goes on beyond `bytes` is read as far as it goes. A deflate stream without a header, and Brotli, cannot
 * be told from noise, and are not found.
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

/** RFC 1952, 2.3: ten bytes, then what the flags say: extra data, a name, a comment, a checksum. */
function gzipHeaderLength(member: Buffer): number {
  const flags = member[3] ?? 0;
  let length = 10;
  if (flags & 4) length += 2 + member.readUInt16LE(length);
  for (const flag of [8, 16]) if (flags & flag) length = member.indexOf(0, length) + 1;
  return flags & 2 ? length + 2 : length;
}

/** APPNOTE 4.3.7: thirty bytes, a name, extra data. Stored files are searched as they are; method 8 is deflate. */
function zipHeaderLength(member: Buffer): number {
  if (member.readUInt16LE(8) !== 8) throw new Error('not deflated');
  return 30 + member.readUInt16LE(26) + member.readUInt16LE(28);
}

/** Most finds are no members at all: two bytes that happen to look like the beginning of one. */
function attempt(open: () => Buffer): Buffer | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}
