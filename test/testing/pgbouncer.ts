/** For tests: PgBouncer, in front of the run's PostgreSQL and with its certificate. */
import { existsSync } from 'node:fs';
import { chown, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePorts } from '#infra/local/ports.ts';
import { createProcesses } from '#infra/local/processes.ts';
import { createTestFolder, removeTestFolder } from '#infra/local/temporary-folders.ts';
import { skipUnlessCI } from './missing.ts';
import type { TestDatabase } from './services.ts';

const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(
  (path) => existsSync(path),
);

/** Why tests with PgBouncer are skipped on this machine, or undefined. */
export const noPgbouncer = skipUnlessCI(
  program ? undefined : 'no PgBouncer: apt-get install pgbouncer',
);

export interface TestPgbouncer {
  /** The same database and login, through the pooler. */
  pooled(url: string): string;
  stop(): Promise<void>;
}

/** Starts a pooler with three server connections for each login, which its clients share. */
export async function startTestPgbouncer(
  mode: 'transaction' | 'session',
  { ca, ownerUrl, portalUrl, workerUrl }: TestDatabase,
): Promise<TestPgbouncer> {
  const folder = await createTestFolder();
  const [port = 0] = await freePorts(1);
  const data = join(dirname(ca), 'data');
  // It refuses to run as root, and reads the server's key: it runs as the server's user.
  const { uid, gid } = await stat(data);
  const users = [ownerUrl, portalUrl, workerUrl].map((url) => new URL(url));
  const logins = users.map(({ username, password }) => `"${username}" "${password}"\n`);
  const files = { 'users.txt': logins.join(''), 'pgbouncer.ini': configuration() };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    await chown(join(folder, name), uid, gid);
  }

  function configuration(): string {
    const server = `host=localhost port=${new URL(ownerUrl).port}`;
    const settings = {
      pool_mode: mode,
      default_pool_size: 3,
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'scram-sha-256',
      auth_file: join(folder, 'users.txt'),
      client_tls_sslmode: 'require',
      client_tls_key_file: join(data, 'server.key'),
      client_tls_cert_file: join(data, 'server.crt'),
      server_tls_sslmode: 'verify-full',
      server_tls_ca_file: join(data, 'server.crt'),
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
    return `[databases]\n* = ${server}\n[pgbouncer]\n${lines.join('')}`;
  }

  const { start, stop } = createProcesses(folder);
  await start({
    name: 'pgbouncer',
    command: program ?? 'pgbouncer',
    args: [join(folder, 'pgbouncer.ini')],
    cwd: '/',
    ...(process.getuid?.() === 0 && { user: { uid, gid } }),
    ready: /process up/,
    stopSignal: 'SIGINT',
  });
  return {
    pooled: (url) => Object.assign(new URL(url), { port: String(port) }).href,
    async stop() {
      await stop();
      await removeTestFolder(folder);
    },
  };
}
