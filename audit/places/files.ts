import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Place } from '../search/search.ts';
import type { Piece } from '../search/windows.ts';

/** The raw bytes of files on disk; a folder stands for every file in it. */
export function onDisk(name: string, paths: readonly string[], landmark: Place['landmark']): Place {
  return {
    name,
    landmark,
    async *read() {
      for (const path of paths) {
        for (const file of await filesOf(path)) yield* bytesOf(file, relative(dirname(path), file));
      }
    },
  };
}

/** The files in a folder and its subfolders, in order. For a file, the file itself. */
export async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(ifNoFolder);
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Servers remove files while we read. A file that is gone holds nothing. */
async function* bytesOf(file: string, from: string): AsyncGenerator<Piece> {
  try {
    const stream = createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
    for await (const bytes of stream) yield { from, bytes };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function ifNoFolder(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOTDIR' && error.code !== 'ENOENT') throw error;
}
