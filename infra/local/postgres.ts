import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { createCertificate } from './certificate.ts';
import { stopOrphan } from './orphans.ts';
import { preparePostgresBinaries, privateFolder, type PostgresBinaries } from './postgres-binaries.ts';
import { commandLine } from './process-identity.ts';
import type { RunningProcess } from './process.ts';
import type { StartProcess } from './processes.ts';

export interface Postgres {
  process: RunningProcess;
  /** The file of the certificate that a client must trust (verify-full). */
  ca: string;
  /** The address of a database, for a role and its password. */
  url(database: string, role: string, password: string): string;
  /** Runs `work` with a connection of the superuser, which only the launcher and the tests have. */
  asAdmin<T>(work: (client: pg.Client) => Promise<T>, database?: string): Promise<T>;
}

export interface PostgresOptions {
  start: StartProcess;
  folder: string;
  port: number;
  adminPassword: string;
  /** Further server settings. */
  settings?: Record<string, string>;
}

/** What keeps the server on this machine, encrypted, and every data value out of its log. */
const serverSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  ssl: 'on',
  ssl_min_protocol_version: 'TLSv1.3',
  password_encryption: 'scram-sha-256',
  // An error's message may quote a value ("invalid input syntax for type uuid: …"), and by default the log adds
  // its statement, its detail ("Key (email)=(…)") and its parameters. Whoever caused the error is told anyway,
  // so the log has none: only what the server itself has to say.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

/** Starts PostgreSQL 18 with TLS on the data in `folder`, which it makes at the first start. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { folder, port } = options;
  const data = join(folder, 'data');
  const binaries = await preparePostgresBinaries(folder);
  await stopOrphanedPostmaster(data);
  await createData(data, options.adminPassword, binaries);
  const ca = await writeCertificate(folder, data, binaries);
  const process = await startServer(options, data, binaries);
  const url: Postgres['url'] = (database, role, password) =>
    `postgres://${role}:${password}@localhost:${port}/${database}`;
  return {
    process,
    ca,
    url,
    async asAdmin(work, database = 'postgres') {
      const ssl = { ca: await readFile(ca, 'utf8') };
      const client = new pg.Client({
        connectionString: url(database, 'postgres', options.adminPassword),
        ssl,
      });
      await client.connect();
      return work(client).finally(() => client.end());
    },
  };
}

function startServer(
  { start, port, settings }: PostgresOptions,
  data: string,
  { postgres, user }: PostgresBinaries,
): Promise<RunningProcess> {
  const all = Object.entries({ ...serverSettings, ...settings });
  return start({
    name: 'postgres',
    command: postgres,
    args: ['-D', data, '-p', String(port), ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: data,
    ...(user && { user }),
    ready: /database system is ready to accept connections/,
    // "Fast": ends the sessions and writes a checkpoint. The default would wait for the clients to leave.
    stopSignal: 'SIGINT',
  });
}

/** Made beside its place and renamed: an interrupted initdb is never taken for a database. */
async function createData(data: string, adminPassword: string, binaries: PostgresBinaries): Promise<void> {
  if (await readFile(join(data, 'PG_VERSION')).catch(() => undefined)) return;
  const making = `${data}.new`;
  await rm(making, { recursive: true, force: true });
  await privateFolder(making, binaries);
  const password = `${making}.password`;
  await writeOwned(password, adminPassword, binaries);
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const access = ['--username=postgres', `--pwfile=${password}`, '--auth=scram-sha-256'];
  const args = ['-D', making, '--no-sync', ...locale, ...access];
  try {
    await promisify(execFile)(binaries.initdb, args, { cwd: making, env: {}, ...binaries.user });
  } finally {
    await rm(password, { force: true });
  }
  // A connection without TLS matches no line, and is refused.
  await writeOwned(join(making, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n', binaries);
  await rename(making, data);
}

async function writeCertificate(folder: string, data: string, binaries: PostgresBinaries): Promise<string> {
  const { cert, key } = await createCertificate();
  await writeOwned(join(data, 'server.key'), key, binaries);
  await writeOwned(join(data, 'server.crt'), cert, binaries);
  const ca = join(folder, 'postgres-ca.pem');
  await writeFile(ca, cert, { mode: 0o644 });
  return ca;
}

async function writeOwned(path: string, content: string, { user }: PostgresBinaries): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, content, { mode: 0o600, flag: 'wx' });
  if (user) await chown(path, user.uid, user.gid);
}

/**
 * A server that outlived its launcher still owns the data; a second one on the same data would refuse to start.
 * Its `postmaster.pid` may also name a process that has the number by chance: then the file is out of date.
 */
async function stopOrphanedPostmaster(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  if ((await commandLine(pid))?.includes(data)) await stopOrphan(pid, 'SIGINT');
  await rm(file, { force: true });
}
