/** What a team takes: copied unedited from this repository, under the same paths. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { closureOf } from './closure.ts';

/** Whole folders, since no import leads to SQL, nor to the guards, which the SDK loads by path. */
const folders = ['contract', 'infra/temporal/guards', 'vault'];

/** Read by path as well: infra/local/database.ts. */
const files = ['infra/docker/postgres/least-rights.sql'];

/**
 * Left out of these folders: tests that need this repository's own domain, and what a layer
 * replaces.
 */
const isLeftOut = (file: string): boolean =>
  /^infra\/temporal\/guards\/(testing\/|.*\.test\.ts$)/.test(file) ||
  file === 'contract/lists.ts' ||
  file === 'contract/activities.ts';

/**
 * The files to copy, in order: whole folders, and all that these and the project's own files
 * import.
 * @param theirs the project's own files, by their path in it, with where they come from
 */
export function takenFiles(repository: string, theirs: ReadonlyMap<string, string>): string[] {
  const inFolders = folders.flatMap((folder) => filesIn(repository, folder));
  const wanted = [...inFolders.filter((file) => !isLeftOut(file)), ...files, ...theirs.keys()];
  const read = (file: string): string =>
    readFileSync(theirs.get(file) ?? join(repository, file), 'utf8');
  return [...closureOf(read, wanted)].filter((file) => !theirs.has(file)).sort();
}

/** Paths from `root` of all files in a folder of it. */
export function filesIn(root: string, folder = '.'): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
