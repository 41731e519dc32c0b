import { constants, inflateRawSync, zstdDecompressSync } from 'node:zlib';

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
    open: (zstd) => zstdDecompressSync(zstd, { finishFlush: constants.ZSTD_e_flush, maxOutputLength }),
  },
];

/**
 * What is compressed inside `bytes` (gzip, zlib, Zstandard), wherever it begins: a log, a PDF's pages, a payload.
 * A member that goes on beyond `bytes` is read as far as it goes.
 */
export function* inflateMembers(bytes: Buffer): Generator<Buffer> {
  for (const { magic, open } of formats) {
    const needle = Buffer.from(magic);
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
      const inflated = attempt(() => open(bytes.subarray(at)));
      if (inflated && inflated.length > 0) yield inflated;
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

/** Most finds are no members at all: two bytes that happen to look like the beginning of one. */
function attempt(open: () => Buffer): Buffer | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}
