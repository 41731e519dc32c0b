import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import express from 'express';
import type { Pool } from 'pg';
import { createLogger } from '#infra/logging/logger.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { testDatabase } from '#test/testing/services.ts';
import type { TestDatabase } from '#test/testing/services.ts';
import { beginSession, createSessions, keepSessionAlive } from './session.ts';

let database: TestDatabase;
let pool: Pool;
before(async () => {
  database = await testDatabase();
  pool = createPool({ url: database.portalUrl, ca: database.ca });
});
after(async () => {
  await pool.end();
  await database.drop();
});

/** A server with sessions, and a request that lasts until `finish` is called. */
async function startServer() {
  const logger = createLogger({ name: 'portal', level: 'silent' });
  const sessions = createSessions({ pool, secret: 'of the test', secure: false, logger });
  const [started, finished] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const app = express().use(sessions.middleware);
  app.get('/begin', async (req, res) => {
    const user = { id: randomUUID(), role: 'customer', displayName: '' } as const;
    const proof = { authenticatedAt: 0, providerSession: undefined };
    await beginSession(req, user, { issuer: '', subject: '', ...user, ...proof });
    res.end();
  });
  app.get('/work', async (req, res) => {
    await keepSessionAlive(req, () => {
      started.resolve();
      return finished.promise;
    });
    res.end();
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = (): void => {
    sessions.close();
    server.close();
    server.closeAllConnections();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, started: started.promise, finish: finished.resolve, stop };
}

const minutesLeft = async (): Promise<number | undefined> => {
  const query = 'select extract(epoch from expire - now()) / 60 as left from sessions';
  const { rows } = await pool.query<{ left: string }>(query);
  return rows[0] && Number(rows[0].left);
};

test('a session lasts as long as an upload, and one that was ended meanwhile is not brought back', async (t) => {
  const { url, started, finish, stop } = await startServer();
  t.after(stop);
  const { headers } = await fetch(`${url}/begin`);
  const Cookie = headers.getSetCookie()[0]?.split(';')[0] ?? '';
  t.mock.timers.enable({ apis: ['setInterval'] });
  const working = fetch(`${url}/work`, { headers: { Cookie } });
  await Promise.race([started, working]);
  await pool.query(`update sessions set expire = now() + interval '1 minute'`);
  t.mock.timers.tick(5 * 60_000);
  for (let tries = 0; ((await minutesLeft()) ?? 0) < 29 && tries < 50; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(((await minutesLeft()) ?? 0) > 29);
  await pool.query('delete from sessions');
  t.mock.timers.tick(5 * 60_000);
  finish();
  assert.equal((await working).status, 200);
  assert.equal(await minutesLeft(), undefined);
});
