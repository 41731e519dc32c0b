import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { rootCertificates } from 'node:tls';
import { inspect } from 'node:util';
import type { Pool } from 'pg';
import { testDatabase } from '#test/testing/services.ts';
import type { TestDatabase } from '#test/testing/services.ts';
import { createPool } from './pool.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
let owner: Pool;
const config = (url: string, ca = database.ca) => ({ url, ca });
before(async () => {
  database = await testDatabase();
  owner = createPool(config(database.ownerUrl));
});
after(async () => {
  await owner.end();
  await database.drop();
});

const nothing = { text: 'select' };

test('a database error has a code, and holds none of the values that caused it', async () => {
  const secret = `${randomUUID()}@example.com`;
  const add = `insert into users values (gen_random_uuid(), $1, 'x', 'x', 'customer')`;
  await owner.query(add, [secret]);
  const asked: [string, string[], string][] = [
    [add, [secret], 'DATABASE_UNIQUE_VIOLATION'],
    [add, [secret.toUpperCase()], 'DATABASE_CHECK_VIOLATION'],
    [`select $1::int`, [secret], 'DATABASE_22P02'],
  ];
  for (const [sql, values, code] of asked) {
    const byPool = owner.query(sql, values);
    const byClient = transaction(owner, nothing, (db) => db.query(sql, values));
    for (const answer of await Promise.allSettled([byPool, byClient])) {
      const error = answer.status === 'rejected' ? (answer.reason as { code?: string }) : undefined;
      assert.equal(error?.code, code);
      assert.ok(!inspect(error, { showHidden: true, depth: 9 }).toLowerCase().includes(secret));
    }
  }
});

test('a query with a callback, as the session store makes it, fails with the same error without values', async () => {
  const error = await new Promise((resolve) =>
    owner.query(`select 'x'::int`, (reason: unknown) => resolve(reason)),
  );
  assert.equal((error as { code?: string }).code, 'DATABASE_22P02');
});

test('a pool connects to no server that is absent, has an unknown certificate or another host name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'harbor-ca-'));
  const foreignCa = join(folder, 'ca.pem');
  await writeFile(foreignCa, rootCertificates[0] ?? '');
  const closed = new URL(database.ownerUrl);
  closed.port = '9';
  const renamed = new URL(database.ownerUrl);
  renamed.hostname = '[::ffff:127.0.0.1]';
  const pools = [
    createPool(config(closed.href)),
    createPool(config(database.ownerUrl, foreignCa)),
    createPool(config(renamed.href)),
    // Without a certificate authority of its own it trusts Node's, which does not know this server.
    createPool({ url: database.ownerUrl }),
  ];
  for (const [index, pool] of pools.entries()) {
    await assert.rejects(pool.query('select 1'), { code: 'DATABASE_UNAVAILABLE' }, `${index}`);
    await pool.end();
  }
  await rm(folder, { recursive: true });
});

test('a dead server is detected by keep-alive probes after ten seconds', async (t) => {
  const keepAlive = t.mock.method(Socket.prototype, 'setKeepAlive');
  const pool = createPool(config(database.portalUrl));
  await pool.query('select');
  await pool.end();
  assert.ok(
    keepAlive.mock.calls.some(
      ({ arguments: [isOn, delayMs] }) => isOn === true && delayMs === 10_000,
    ),
  );
});

test('the address of the database cannot turn TLS off', async () => {
  const pool = createPool(config(`${database.ownerUrl}?sslmode=disable`));
  const { rows } = await pool.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
  assert.deepEqual(rows, [{ ssl: true }]);
  await pool.end();
});

test('a transaction that fails leaves nothing, and its connection goes back clean', async () => {
  const [name, gone] = [`${randomUUID()}@example.com`, new Error('gone')];
  const add = `insert into users values (gen_random_uuid(), $1, 'x', 'x', 'customer')`;
  await owner.query('select 1');
  const before = owner.totalCount;
  const failing = transaction(owner, nothing, async (db) => {
    await db.query(add, [name]);
    throw gone;
  });
  await assert.rejects(failing, gone);
  assert.equal((await owner.query('select from users where email = $1', [name])).rowCount, 0);
  assert.equal(owner.totalCount, before, 'the pool kept the connection');
});
