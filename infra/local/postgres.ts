import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { preparePostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { createData, createServerCertificate, stopOrphanedPostmaster } from './postgres-data.ts';
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

/** Keeps the server on this machine, its connections encrypted, and data values out of its log. */
const serverSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  ssl: 'on',
  ssl_min_protocol_version: 'TLSv1.3',
  password_encryption: 'scram-sha-256',
  // An error's message may quote a value ("invalid input syntax for type uuid: …"), and by default
  // the log adds its statement, its detail ("Key (email)=(…)") and its parameters. The client
  // receives the error anyway, so the log has none of it: only messages of the server itself.
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
  const ca = join(folder, 'postgres-ca.pem');
  await stopOrphanedPostmaster(data);
  const binaries = await preparePostgresBinaries(folder);
  await createData(data, options.adminPassword, binaries);
  await createServerCertificate(data, ca, binaries);
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
    args: [
      '-D',
      data,
      '-p',
      String(port),
      ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: data,
    ...(user && { user }),
    ready: /database system is ready to accept connections/,
    // "Fast": ends the sessions and writes a checkpoint. The default would wait for the clients to
    // leave.
    stopSignal: 'SIGINT',
  });
}
