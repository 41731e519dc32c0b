import { readFile } from 'node:fs/promises';
import type { Place } from '../search/search.ts';
import { numbersIn } from '../search/log-numbers.ts';
import { onDisk } from './files.ts';

/** The log of a process of ours: its bytes, and the large numbers in it (log-numbers.ts). */
export function ownLog(name: string, path: string): Place {
  const log = onDisk(`the log of the ${name}`, [path], '"event":"ready"');
  return {
    ...log,
    async *read() {
      yield* log.read();
      yield { from: 'numbers', bytes: Buffer.from(numbersIn(await readFile(path, 'utf8'))) };
    },
  };
}
