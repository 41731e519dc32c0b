import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, before, test } from 'node:test';
import type { Pool } from 'pg';
import { testDatabase } from '#test/testing/services.ts';
import type { TestDatabase } from '#test/testing/services.ts';
import { listen } from './listen.ts';
import { createPool } from './pool.ts';

let database: TestDatabase;
let portal: Pool;
const config = (url = database.portalUrl) => ({ url, ca: database.ca, pool: portal });
before(async () => {
  database = await testDatabase();
  portal = createPool({ url: database.portalUrl, ca: database.ca });
});
after(async () => {
  await portal.end();
  await database.drop();
});

async function heard(
  t: { after: (stop: () => Promise<void>) => void },
  ...channels: string[]
): Promise<EventEmitter> {
  const events = new EventEmitter();
  const listener = await listen(
    config(),
    Object.fromEntries(
      channels.map((name) => [name, (payload) => void events.emit('payload', payload, name)]),
    ),
    () => events.emit('reconnect'),
  );
  t.after(() => listener.close());
  return events;
}
const notify = (channel: string, payload: string) =>
  portal.query('select pg_notify($1, $2)', [channel, payload]);
const soon = () => ({ signal: AbortSignal.timeout(5_000) });

test('a listener receives the payloads of its channels, and none of other channels', async (t) => {
  const events = await heard(t, 'one', 'two');
  for (const name of ['one', 'two']) {
    const first = once(events, 'payload', soon());
    await notify('another', 'not this');
    await notify(name, 'this');
    assert.deepEqual(await first, ['this', name]);
  }
});

test('a listener reconnects when the server closes its connection, and tells the subscriber to catch up', async (t) => {
  const events = await heard(t, 'again');
  const reconnected = once(events, 'reconnect', soon());
  const closed = await portal.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = current_user and query like 'listen%again%'`,
  );
  assert.equal(closed.rowCount, 1);
  await reconnected;
  const payload = once(events, 'payload', soon());
  await notify('again', 'back');
  assert.deepEqual(await payload, ['back', 'again']);
});

test('a closed listener does not reconnect', async () => {
  let reconnects = 0;
  const listener = await listen(config(), { closing: () => {} }, () => (reconnects += 1));
  await listener.close();
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(reconnects, 0);
});

test('a listener whose first connection fails rejects', async () => {
  const nowhere = new URL(database.portalUrl);
  nowhere.port = '9';
  await assert.rejects(
    listen(config(nowhere.href), { x: () => {} }, () => {}),
    { code: 'DATABASE_UNAVAILABLE' },
  );
});

test('a listener in another database than its senders is refused, by the name of the setting', async (t) => {
  const other = await testDatabase();
  t.after(() => other.drop());
  await assert.rejects(
    listen(config(other.portalUrl), { x: () => {} }, () => {}),
    { code: 'CONFIG_INVALID', message: /^HARBOR_DATABASE_LISTEN_URL must lead to/ },
  );
});
