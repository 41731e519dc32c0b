import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from '../search/search.ts';
import type { Piece } from '../search/windows.ts';
import { filesOf } from './files.ts';

/** The folders of our own systems, whose files have places of their own. */
const ownFolders = /^harbor-/;
const landmark = 'a-file-that-the-audit-has-left-for-a-moment';

/**
 * What has been written to a folder that is shared with other programs, such as `/tmp`. Their files
 * may be unreadable, or gone at any moment.
 */
export function newFiles(name: string, folder: string, since: Date): Place {
  async function* read(): AsyncGenerator<Piece> {
    const own = join(folder, `leak-audit-${process.pid}`);
    await writeFile(own, landmark);
    const entries = (await readdir(folder)).filter((entry) => !ownFolders.test(entry));
    for (const entry of entries)
      for (const file of await filesOf(join(folder, entry)).catch(() => [])) {
        const bytes = await bytesSince(file, since).catch(() => undefined);
        if (bytes) yield { from: file, bytes };
      }
    await rm(own);
  }
  return { name, landmark, read };
}

async function bytesSince(file: string, since: Date): Promise<Uint8Array | undefined> {
  const about = await stat(file);
  return about.isFile() && about.mtime >= since ? readFile(file) : undefined;
}
