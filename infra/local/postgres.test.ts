import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '#test/testing/services.ts';

let database: TestDatabase;
before(async () => (database = await testDatabase()));
after(() => database.drop());

test('a connection without TLS is refused', async () => {
  const client = new pg.Client({ connectionString: database.portalUrl });
  await assert.rejects(client.connect(), { code: '28000' });
});

test('a client that does not trust our certificate does not connect', async () => {
  const client = new pg.Client({ connectionString: database.portalUrl, ssl: true });
  await assert.rejects(client.connect(), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

test('values in error messages do not reach the server’s log', async () => {
  const ssl = { ca: await readFile(database.ca, 'utf8') };
  const client = new pg.Client({ connectionString: database.portalUrl, ssl });
  await client.connect();
  const value = `canary-${crypto.randomUUID()}`;
  await assert.rejects(client.query('select $1::uuid', [value]), { message: new RegExp(value) });
  await assert.rejects(client.query(`select 1 / 0 as "${value}"`));
  await client.end();
  assert.doesNotMatch(await logUntilNow(), /canary/);
});

test('the server runs as a user of its own where it is started as root, else as its user', async () => {
  const run = promisify(execFile);
  const data = join(dirname(database.ca), 'data');
  const { stdout: args } = await run('ps', ['-A', '-o', 'uid=,args=']);
  const servers = args.split('\n').filter((line) => line.includes('postgres -D'));
  const isRoot = process.getuid?.() === 0;
  const own = isRoot
    ? (await run('id', ['-u', 'harbor-postgres'])).stdout.trim()
    : process.getuid?.();
  const ours = servers.filter((line) => line.includes(dirname(data)));
  assert.ok(ours.length > 0);
  for (const line of ours) assert.equal(Number(line.trim().split(' ')[0]), Number(own));
});

/**
 * The server's log. It always logs a refused login, so one more shows that the rest has been
 * written.
 */
async function logUntilNow(): Promise<string> {
  const user = `nobody_${crypto.randomUUID()}`;
  const url = new URL(database.portalUrl);
  url.username = user;
  const ssl = { ca: await readFile(database.ca, 'utf8') };
  await assert.rejects(new pg.Client({ connectionString: url.href, ssl }).connect());
  for (;;) {
    const log = await readFile(join(dirname(database.ca), 'logs/postgres.log'), 'utf8');
    if (log.includes(user)) return log;
    await sleep(20);
  }
}
