import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError } from '#infra/config/config-error.ts';
import { databaseError } from './errors.ts';
import { connectionOptions } from './pool.ts';
import type { DatabaseOptions } from './pool.ts';

const maxWaitMs = 10_000;
/** A notification arrives within milliseconds, or never. */
const probeMs = 5_000;

/** A connection that a session keeps, which a pooler in transaction mode does not have. */
export interface ListenOptions extends DatabaseOptions {
  /** Where others notify. */
  pool: pg.Pool;
}

/** What to do with the payload of a notification, by channel. */
export type Channels = Readonly<Record<string, (payload: string) => void>>;

/**
 * Listens to Postgres channels on a connection of its own until it is closed.
 *
 * A pooler in transaction mode (PgBouncer) accepts LISTEN, and never delivers. So each new
 * connection counts only once it has received a notification that was sent through `pool`.
 *
 * Notifications sent while the connection is down are lost. `onReconnect` is called when it is up
 * again, so that the subscriber can look for what it missed. Reconnects after 0.1 s, then after
 * twice as long each time, up to 10 s.
 * @throws ConfigError if nothing arrives at the first connection; DatabaseError if it fails
 */
export async function listen(
  { pool, ...options }: ListenOptions,
  channels: Channels,
  onReconnect: () => void,
): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController();
  let client: pg.Client;

  async function open(): Promise<void> {
    client = new pg.Client(connectionOptions(options));
    client.on('notification', ({ channel, payload = '' }) => channels[channel]?.(payload));
    // An error of an open connection is followed by 'end'. Without a listener it would end the
    // process.
    client.on('error', () => {});
    try {
      await client.connect();
      await probe(client, pool);
      const names = Object.keys(channels).map((name) => pg.escapeIdentifier(name));
      await client.query(names.map((name) => `listen ${name}`).join('; '));
    } catch (error) {
      await client.end().catch(() => {});
      throw error instanceof ConfigError ? error : databaseError(error);
    }
    client.once('end', () => void reopen());
  }

  async function reopen(): Promise<void> {
    for (let wait = 100; !closing.signal.aborted; wait = Math.min(2 * wait, maxWaitMs)) {
      try {
        await delay(wait, undefined, { signal: closing.signal });
        await open();
        return onReconnect();
      } catch {
        // Still down, or closing: the loop's condition tells which.
      }
    }
  }

  await open();
  return {
    async close() {
      closing.abort();
      await client.end();
    },
  };
}

/** @throws ConfigError if a notification through `pool` does not arrive at `client` */
async function probe(client: pg.Client, pool: pg.Pool): Promise<void> {
  const channel = `probe_${randomBytes(8).toString('hex')}`;
  const late = new AbortController();
  const arrived = new Promise<true>((resolve) => {
    client.on('notification', (message) => message.channel === channel && resolve(true));
  });
  await client.query(`listen ${channel}`);
  await pool.query(`select pg_notify($1, '')`, [channel]);
  const isLate = delay(probeMs, false, { signal: late.signal }).catch(() => false);
  const hasArrived = await Promise.race([arrived, isLate]);
  late.abort();
  await client.query(`unlisten ${channel}`);
  if (!hasArrived) {
    throw new ConfigError(
      'HARBOR_DATABASE_LISTEN_URL must lead to the database of HARBOR_DATABASE_URL, directly or ' +
        'by a pooler in session mode: a notification did not arrive',
    );
  }
}
