import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { databaseError } from './errors.ts';
import { connectionOptions } from './pool.ts';
import type { DatabaseOptions } from './pool.ts';

const maxWaitMs = 10_000;

/**
 * Listens to a Postgres channel on a connection of its own until it is closed.
 *
 * Notifications sent while the connection is down are lost. `onReconnect` is called when it is up
 * again, so that the subscriber can look for what it missed. Reconnects after 0.1 s, then after
 * twice as long each time, up to 10 s.
 * @throws DatabaseError if the first connection fails
 */
export async function listen(
  options: DatabaseOptions,
  channel: string,
  onPayload: (payload: string) => void,
  onReconnect: () => void,
): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController();
  let client: pg.Client;

  async function open(): Promise<void> {
    client = new pg.Client(connectionOptions(options));
    client.on('notification', (message) => onPayload(message.payload ?? ''));
    // An error of an open connection is followed by 'end'. Without a listener it would end the
    // process.
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => {});
      throw databaseError(error);
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
