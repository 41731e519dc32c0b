/**
 * The audit trail comes first. Each test takes something away from it, and then nothing may be
 * read.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { connectionOptions, createPool } from '#infra/postgres/pool.ts';
import { createNamespaceDecoder } from '../codec/codec.ts';
import { testDatabase } from '#test/testing/services.ts';
import type { TestDatabase } from '#test/testing/services.ts';
import { createAudit } from './audit.ts';
import { createDecoding } from './decoding.ts';
import { createTestCodec } from './testing/codec.ts';
import type { TestCodec } from './testing/codec.ts';
import { asJson, startTestCodecServer } from './testing/server.ts';

let database: TestDatabase;
let codec: TestCodec;
before(async () => {
  [database, codec] = await Promise.all([testDatabase(), createTestCodec()]);
});
after(() => Promise.all([database.drop(), codec.remove()]));

const poolOf = (url: string) => createPool({ url, ca: database.ca });
const owner = async (statement: string) => {
  const given = { url: database.ownerUrl, ca: database.ca };
  const client = new pg.Client(connectionOptions(given));
  await client.connect();
  const { rows } = await client.query(statement).finally(() => client.end());
  return rows;
};

async function assertNothingRead(pool: pg.Pool): Promise<void> {
  let decoded = 0;
  const server = await startTestCodecServer({
    pool,
    decode: (...args) => ((decoded += 1), createNamespaceDecoder(codec.keys)(...args)),
  });
  const answer = await server.post('/decode', asJson([await codec.seal()]));
  const body = await answer.text();
  await server.close();
  assert.deepEqual([answer.status, JSON.parse(body).code], [503, 'AUDIT_UNAVAILABLE'], body);
  assert.equal(answer.headers.get('retry-after'), '10');
  assert.equal(decoded, 0, 'it was decoded all the same');
}

test('nothing is decoded while the database is down', async () => {
  const pool = poolOf('postgres://harbor_codec:x@localhost:1/harbor');
  await assertNothingRead(pool);
  await pool.end();
});

test('nothing is decoded while the audit trail accepts no entries', async () => {
  const pool = poolOf(database.codecUrl);
  await owner(`alter function audit_append rename to audit_append_gone`);
  await assertNothingRead(pool);
  await owner(`alter function audit_append_gone rename to audit_append`);
  await pool.end();
});

test('nothing is decoded if the commit of the audit entry fails', async () => {
  const pool = poolOf(database.codecUrl);
  await owner(`create function fail() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
    create constraint trigger late after insert on audit_entries deferrable initially deferred
      for each row execute function fail()`);
  await assertNothingRead(pool);
  await owner(`drop trigger late on audit_entries; drop function fail`);
  await pool.end();
});

test('the audit entry is durable before the payload is opened', async () => {
  const pool = poolOf(database.codecUrl);
  const seen: unknown[] = [];
  const decoding = createDecoding({
    audit: createAudit(pool),
    retrieve: async (_namespace, payloads) => [...payloads],
    async decode(...args) {
      seen.push(...(await owner(`select actor, ref from audit_entries where actor = 'early'`)));
      return createNamespaceDecoder(codec.keys)(...args);
    },
  });
  await decoding.decode({ subject: 'early', namespace: 'default' }, [await codec.seal()], true);
  assert.equal(seen.length, 1);
  await pool.end();
});

test('a failed attempt is in the audit trail as well, and the hash chain holds', async (t) => {
  const server = await startTestCodecServer();
  t.after(() => server.close());
  const altered = { ...(await server.codec.seal()), data: Buffer.from('x') };
  assert.equal((await server.post('/decode', asJson([altered]))).status, 422);
  assert.deepEqual(
    (await server.entries()).map(({ action }) => action),
    ['payload.decode'],
  );
  assert.equal(await server.firstBreak(), null);
});

test('the Codec Server’s login can add to the audit trail and do nothing else', async () => {
  const pool = poolOf(database.codecUrl);
  const denied = { code: 'DATABASE_NOT_PERMITTED' };
  await assert.rejects(pool.query('select * from audit_entries'), denied);
  await assert.rejects(pool.query('delete from audit_entries'), denied);
  for (const table of [
    'users',
    'subjects',
    'applications',
    'records',
    'data_keys',
    'documents',
    'sessions',
  ]) {
    await assert.rejects(pool.query(`select * from ${table}`), denied);
  }
  await pool.end();
});
