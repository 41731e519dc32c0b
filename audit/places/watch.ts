/**
 * What is there only while it happens, looked at ten times a second: what PostgreSQL shows of its
 * sessions, locks and notifications, and what this machine shows of our processes.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { installationSecrets } from '#infra/local/secrets.ts';
import { connectionOptions, type DatabaseOptions } from '#infra/postgres/pool.ts';
import type { Place } from '../search/search.ts';

export interface Watch {
  /** What has been seen so far. */
  places: Place[];
  /** Looks once more, and ends. */
  stop(): Promise<void>;
}

const intervalMs = 100;

/** A number that locks may be one of 64 bits or two of 32. */
const sessionsAndLocks = `
  select substring(query from '(?i)^listen "?([a-z_]+)') as channel, to_jsonb(s)::text as shown
  from (select usename, application_name, query from pg_stat_activity
        where pid <> pg_backend_pid()) s
  union select null, to_jsonb(l)::text
  from (select classid, objid, classid::bigint << 32 | objid::bigint as number from pg_locks
        where locktype = 'advisory') l`;

/** Watches a system as the superuser, who sees the sessions of every role. */
export async function watchSystem(
  { postgres: { ownerUrl, ca } }: Pick<Endpoints, 'postgres'>,
  stateFolder: string,
): Promise<Watch> {
  const { postgresAdmin: password } = await installationSecrets(stateFolder);
  const { href: url } = Object.assign(new URL(ownerUrl), { username: 'postgres', password });
  return watch({ url, ca }, join(stateFolder, 'run'));
}

/** @param records the folder where the launcher keeps the IDs of its processes */
export async function watch(database: DatabaseOptions, records: string): Promise<Watch> {
  const client = new pg.Client(connectionOptions(database));
  const [ofPostgres, ofProcesses] = [new Set<string>(), new Set<string>()];
  client.on('notification', ({ channel, payload }) =>
    ofPostgres.add(`a notification on ${channel}: ${payload}`),
  );
  // The next look reports it.
  client.on('error', () => {});
  await client.connect();
  const stopping = new AbortController();

  async function keepLooking(): Promise<void> {
    for (let isLast = false; !isLast; await sleep(intervalMs)) {
      isLast = stopping.signal.aborted;
      const { rows } = await client.query<{ channel: string | null; shown: string }>(
        sessionsAndLocks,
      );
      // There is no way to listen to every channel, but a channel matters once someone listens.
      for (const { channel } of rows)
        if (channel) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      for (const { shown } of rows) ofPostgres.add(shown);
      for (const shown of await processesIn(records)) ofProcesses.add(shown);
    }
  }
  const looking = keepLooking();
  // Reported by `stop`; until then a rejection must not end this process.
  looking.catch(() => {});

  return {
    places: [
      seen('PostgreSQL while it runs', 'application_events', ofPostgres),
      seen('what processes show of themselves', 'HARBOR_DATABASE_URL=', ofProcesses),
    ],
    async stop() {
      stopping.abort();
      await looking.finally(() => client.end());
    },
  };
}

function seen(name: string, landmark: string, all: ReadonlySet<string>): Place {
  async function* read(): AsyncGenerator<Uint8Array> {
    yield Buffer.from([...all].join('\n'));
  }
  return { name, landmark, read };
}

/** Command line, title and environment of each process, as other programs of its user see them. */
async function processesIn(records: string): Promise<string[]> {
  const shown = (await readdir(records)).map(async (file) => {
    const { pid } = JSON.parse(await readFile(join(records, file), 'utf8')) as { pid: number };
    if (process.platform !== 'linux')
      return (await promisify(execFile)('ps', ['-Eww', '-o', 'command=', '-p', `${pid}`])).stdout;
    const files = ['cmdline', 'environ', 'comm'].map((name) => `/proc/${pid}/${name}`);
    return (await Promise.all(files.map((path) => readFile(path, 'utf8')))).join('\n');
  });
  // Of a process that has just ended there is nothing to see.
  const read = await Promise.allSettled(shown);
  return read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
