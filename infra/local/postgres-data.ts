/** What PostgreSQL reads at its start: its data, its certificate, its process ID. */
import { execFile } from 'node:child_process';
import { lchown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCertificate } from './certificate.ts';
import { stopOrphan } from './orphans.ts';
import { privateFolder, type PostgresBinaries } from './postgres-binaries.ts';
import { commandLine } from './process-identity.ts';

const run = promisify(execFile);

/** Makes the data folder unless it is there. */
export async function createData(
  data: string,
  adminPassword: string,
  binaries: PostgresBinaries,
): Promise<void> {
  const { user } = binaries;
  if (await readFile(join(data, 'PG_VERSION')).catch(() => undefined)) {
    // The user may be another than the one that made it.
    if (user) await run('chown', ['-R', `${user.uid}:${user.gid}`, data]);
    return;
  }
  // Made beside its final path and renamed, so that an interrupted initdb is never taken for a
  // database.
  const making = `${data}.new`;
  await rm(making, { recursive: true, force: true });
  await privateFolder(making, binaries);
  const password = `${making}.password`;
  await writeOwned(password, adminPassword, binaries);
  const locale = [
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
  const access = ['--username=postgres', `--pwfile=${password}`, '--auth=scram-sha-256'];
  const args = ['-D', making, '--no-sync', ...locale, ...access];
  try {
    await run(binaries.initdb, args, { cwd: making, env: {}, ...binaries.user });
  } finally {
    await rm(password, { force: true });
  }
  // A connection without TLS matches no line, and is refused.
  await writeOwned(
    join(making, 'pg_hba.conf'),
    'hostssl all all 127.0.0.1/32 scram-sha-256\n',
    binaries,
  );
  await rename(making, data);
}

/** Gives the server a new certificate, and writes to the file `ca` what its clients must trust. */
export async function createServerCertificate(
  data: string,
  ca: string,
  binaries: PostgresBinaries,
): Promise<void> {
  const { cert, key } = await createCertificate();
  await writeOwned(join(data, 'server.key'), key, binaries);
  await writeOwned(join(data, 'server.crt'), cert, binaries);
  await writeFile(ca, cert);
}

/**
 * A server that outlived its launcher still owns the data; a second one on the same data would
 * refuse to start. Its `postmaster.pid` may also name an unrelated process with a reused ID: then
 * the file is stale.
 */
export async function stopOrphanedPostmaster(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  if ((await commandLine(pid))?.includes(data)) await stopOrphan(pid, 'SIGINT');
  await rm(file, { force: true });
}

async function writeOwned(
  path: string,
  content: string,
  { user }: PostgresBinaries,
): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, content, { mode: 0o600, flag: 'wx' });
  if (user) await lchown(path, user.uid, user.gid);
}
