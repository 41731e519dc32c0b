/** What a team takes: copied unedited from this repository, under the same paths. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf } from './closure.ts';

/** Where imports lead from here is taken too. */
const roots = [
  'infra/config/fail.ts',
  'infra/config/vault-settings.ts',
  'infra/http/access-log.ts',
  'infra/http/draining-server.ts',
  'infra/local/database.ts',
  'infra/local/orphans.ts',
  'infra/local/postgres.ts',
  'infra/local/processes.ts',
  'infra/local/programs.ts',
  'infra/local/seaweedfs.ts',
  'infra/local/state-folder.ts',
  'infra/local/temporal.ts',
  'infra/s3/bucket.ts',
  'infra/temporal/bundle.ts',
  'infra/temporal/client.ts',
  'infra/temporal/failures.ts',
  'infra/temporal/worker.ts',
  'test/testing/global-setup.ts',
];

/** Whole folders: no import leads to SQL, nor to guards that the SDK is given by their path. */
const folders = ['contract', 'infra/temporal/guards', 'vault'];

/** Of these folders, without the tests that need this repository's own domain. */
const isLeftOut = (file: string): boolean =>
  /^infra\/temporal\/guards\/(testing\/|.*\.test\.ts$)/.test(file) ||
  file === 'contract/lists.ts' ||
  file === 'contract/activities.ts';

/** Paths from the repository's root, in order. `written` are the files of the example, which come before ours. */
export function takenFiles(repository: string, written: ReadonlySet<string>): string[] {
  const inFolders = folders.flatMap((folder) => filesIn(repository, folder));
  const wanted = [...roots, ...inFolders.filter((file) => !isLeftOut(file))];
  return [...closureOf(repository, wanted)].filter((file) => !written.has(file)).sort();
}

export function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
