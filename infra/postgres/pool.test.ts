import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { rootCertificates } from 'node:tls';
import { inspect } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { testDatabase } from '#test/testing/services.ts';
import type { TestDatabase } from '#test/testing/services.ts';
import { DatabaseError } from './errors.ts';
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
  const add = `insert into users (issuer, subject, role) values ('x', $1, 'customer')`;
  await owner.query(add, [secret]);
  const asked: [string, string[], string][] = [
    [add, [secret], 'DATABASE_UNIQUE_VIOLATION'],
    [add.replace("'customer'", '$1'), [secret], 'DATABASE_CHECK_VIOLATION'],
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

// control: ASVS 12.3.2
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

test('an address may begin with postgresql:// as well', async () => {
  const pool = createPool(config(database.ownerUrl.replace(/^postgres:/, 'postgresql:')));
  assert.equal((await pool.query('select')).rowCount, 1);
  await pool.end();
});

test('the address of the database cannot turn TLS off', async () => {
  const pool = createPool(config(`${database.ownerUrl}?sslmode=disable`));
  const { rows } = await pool.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
  assert.deepEqual(rows, [{ ssl: true }]);
  await pool.end();
});

// control: ASVS 2.3.3
test('a transaction that fails leaves nothing, and its connection goes back clean', async () => {
  const [name, gone] = [`${randomUUID()}@example.com`, new Error('gone')];
  const add = `insert into users (issuer, subject, role) values ('x', $1, 'customer')`;
  await owner.query('select 1');
  const before = owner.totalCount;
  const failing = transaction(owner, nothing, async (db) => {
    await db.query(add, [name]);
    throw gone;
  });
  await assert.rejects(failing, gone);
  assert.equal((await owner.query('select from users where subject = $1', [name])).rowCount, 0);
  assert.equal(owner.totalCount, before, 'the pool kept the connection');
});

/** What a transaction of `work` fails with, and how many connections the pool has kept. */
async function failureOf(work: (db: PoolClient) => Promise<unknown>, options = {}) {
  const pool = createPool(config(database.ownerUrl));
  Object.assign(pool.options, options);
  const error = await transaction(pool, nothing, work).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DatabaseError);
  const kept = pool.totalCount;
  await pool.end();
  return { code: error.code, isTransient: error.isTransient, kept };
}

test('an overloaded database, a lock held by others and a slow statement are transient', async () => {
  const set = (name: string) => (db: PoolClient) => db.query(`set local ${name} = '20ms'`);
  const sleep = (db: PoolClient) => db.query('select pg_sleep(1)');
  const raise = (state: string) => (db: PoolClient) =>
    db.query(`do $$ begin raise sqlstate '${state}'; end $$`);
  const timedOut = await failureOf((db) => set('statement_timeout')(db).then(() => sleep(db)));
  assert.deepEqual(timedOut, { code: 'DATABASE_TIMEOUT', isTransient: true, kept: 1 });
  assert.deepEqual(await failureOf(raise('53300')), {
    code: 'DATABASE_OVERLOADED',
    isTransient: true,
    kept: 1,
  });

  const holder = await owner.connect();
  await holder.query('begin');
  await holder.query('lock table users');
  const locked = await failureOf((db) =>
    set('lock_timeout')(db).then(() => db.query('select from users')),
  );
  await holder.query('rollback');
  holder.release();
  assert.deepEqual(locked, { code: 'DATABASE_LOCKED', isTransient: true, kept: 1 });
});

test('a connection to a server that hangs, or is a primary no longer, is not used again', async () => {
  const hung = await failureOf((db) => db.query('select pg_sleep(1)'), { query_timeout: 50 });
  assert.deepEqual(hung, { code: 'DATABASE_UNAVAILABLE', isTransient: true, kept: 0 });
  const demoted = await failureOf(async (db) => {
    await db.query('set transaction read only');
    await db.query('create table never (id int)');
  });
  assert.deepEqual(demoted, { code: 'DATABASE_READ_ONLY', isTransient: true, kept: 0 });
});

test('a caller who waits in vain for a connection is told that the database is unavailable', async () => {
  const pool = createPool(config(database.ownerUrl));
  Object.assign(pool.options, { max: 1, connectionTimeoutMillis: 50 });
  const only = await pool.connect();
  await assert.rejects(pool.query('select'), { code: 'DATABASE_UNAVAILABLE' });
  await assert.rejects(pool.connect(), { code: 'DATABASE_UNAVAILABLE' });
  only.release();
  await pool.end();
});

test('a connection that breaks in the middle of a transaction fails it, and nothing else', async () => {
  const pool = createPool(config(database.ownerUrl));
  const broken = transaction(pool, nothing, async (db) => {
    const { rows } = await db.query('select pg_backend_pid() as pid');
    await owner.query('select pg_terminate_backend($1)', [(rows[0] as { pid: number }).pid]);
    // The error arrives while no query waits for it: unheard, it would end the process.
    await delay(100);
    return db.query('select');
  });
  await assert.rejects(broken, { code: 'DATABASE_UNAVAILABLE' });
  assert.equal((await pool.query('select 1')).rowCount, 1);
  await pool.end();
});

test('of two transactions in a deadlock, the one that lost runs again', async () => {
  await owner.query('create table pairs as select id, 0 as runs from generate_series(1, 2) as id');
  const add = (db: PoolClient, id: number) =>
    db.query('update pairs set runs = runs + 1 where id = $1', [id]);
  let runs = 0;
  const both = (first: number, second: number) =>
    transaction(owner, nothing, async (db) => {
      runs += 1;
      await add(db, first);
      await delay(30);
      await add(db, second);
    });
  await Promise.all([both(1, 2), both(2, 1)]);
  const { rows } = await owner.query('select runs from pairs');
  assert.deepEqual(rows, [{ runs: 2 }, { runs: 2 }]);
  assert.ok(runs > 2);
});

test('a connection asks the server for nothing that a pooler would refuse', () => {
  const { Client, ...options } = createPool(config(database.portalUrl)).options as unknown as {
    Client: new (options: unknown) => { getStartupConf(): object };
  };
  const asked = new Client(options).getStartupConf();
  assert.deepEqual(Object.keys(asked).sort(), ['application_name', 'database', 'user']);
});
