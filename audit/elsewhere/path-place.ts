/** A file or a folder: logs, exports, histories, backups, archives. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Place } from '../search/search.ts';
import type { Piece } from '../search/windows.ts';
import { AuditError } from '../errors.ts';
import { filesOf } from '../places/files.ts';

const landmarkLength = 24;

/**
 * Formats whose files are also read decompressed, from beginning to end, however large they are.
 */
const packed: { magic: number[]; unpack: () => NodeJS.ReadWriteStream }[] = [
  { magic: [0x1f, 0x8b], unpack: createGunzip },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], unpack: createZstdDecompress },
];

/**
 * The files at a path as a place.
 * @param landmark something known to be in them; by default bytes from the middle of the largest
 *   file, which show that it is read
 * @throws AuditError `AUDIT_NO_TARGET` when there is nothing to read
 */
export async function pathPlace(path: string, landmark?: string): Promise<Place> {
  const files = await filesOf(path);
  const mark = landmark ?? (await middleOfLargest(files));
  if (mark === undefined)
    throw new AuditError('AUDIT_NO_TARGET', `there is nothing to read in ${path}`);
  return { name: path, landmark: mark, read: () => contents(files) };
}

async function* contents(files: readonly string[]): AsyncGenerator<Piece> {
  for (const file of files) {
    yield { from: `the name of ${file}`, bytes: Buffer.from(`${file}\n`) };
    for await (const bytes of createReadStream(file, { highWaterMark: 1024 * 1024 }))
      yield piece(file, bytes);
    const unpack = await formatOf(file);
    if (unpack) yield* unpacked(file, unpack);
  }
}

/** A damaged file is read up to the damage. */
async function* unpacked(
  file: string,
  unpack: () => NodeJS.ReadWriteStream,
): AsyncGenerator<Piece> {
  const stream = pipeline(createReadStream(file), unpack(), () => {});
  try {
    for await (const bytes of stream) yield piece(`${file}, unpacked`, bytes);
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z')) throw error;
  }
}

async function formatOf(file: string): Promise<(() => NodeJS.ReadWriteStream) | undefined> {
  const head = await bytesAt(file, 0, 4);
  return packed.find(({ magic }) => magic.every((byte, index) => head[index] === byte))?.unpack;
}

async function middleOfLargest(files: readonly string[]): Promise<Buffer | undefined> {
  const sizes = await Promise.all(
    files.map(async (file) => ({ file, size: (await stat(file)).size })),
  );
  const [largest] = sizes.sort((one, other) => other.size - one.size);
  if (!largest || largest.size < landmarkLength) return undefined;
  return bytesAt(largest.file, Math.floor((largest.size - landmarkLength) / 2), landmarkLength);
}

async function bytesAt(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function piece(from: string, bytes: unknown): Piece {
  return { from, bytes: Buffer.from(bytes as Uint8Array) };
}
