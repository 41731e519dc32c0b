import { join } from 'node:path';
import type { ProcessSpec } from './process.ts';

/** The environment variables that configure a process. */
export type Settings = Record<string, string>;

const repository = join(import.meta.dirname, '../..');

/**
 * A program of this repository as a process. It is ready once it logs the event `ready`.
 * @param folder the folder whose main.ts it is
 */
export function nodeProcess(name: string, folder: string, env: Settings): ProcessSpec {
  return {
    name,
    env,
    command: process.execPath,
    args: [join(repository, folder, 'main.ts')],
    // Reports of Node and what else a process writes without a folder is with its temporary files.
    cwd: env.TMPDIR ?? repository,
    ready: /"event":"ready"/,
  };
}
