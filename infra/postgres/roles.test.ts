/** Row-level security and grants, asked with plain SQL by the roles that the processes have. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Pool } from 'pg';
import { testDatabase } from '#test/testing/services.ts';
import type { TestDatabase } from '#test/testing/services.ts';
import { createPool } from './pool.ts';
import { transaction } from './transaction.ts';

type Role = 'customer' | 'reviewer' | 'worker' | 'sweeper' | '';
const [ada, bob] = [randomUUID(), randomUUID()];
const [draft, submitted, ended, bobs] = ['0', '1', '2', '3'].map(
  (letter) => `app_${letter.repeat(26)}`,
);

let database: TestDatabase;
let owner: Pool;
let portal: Pool;
let worker: Pool;

/** One statement as an actor; the number of rows that it found or changed. */
async function as(
  pool: Pool,
  role: Role,
  id: string,
  sql: string,
  values: unknown[] = [],
): Promise<number> {
  const settings = `select set_config('harbor.actor', $1, true), set_config('harbor.role', $2, true)`;
  return transaction(pool, { text: settings, values: [id, role] }, async (db) => {
    return (await db.query(sql, values)).rowCount ?? 0;
  });
}
const notPermitted = { code: 'DATABASE_NOT_PERMITTED' };
const tables = ['applications', 'data_keys', 'records', 'documents', 'application_events'];

before(async () => {
  database = await testDatabase();
  const connect = (url: string) => createPool({ url, ca: database.ca });
  [owner, portal, worker] = [database.ownerUrl, database.portalUrl, database.workerUrl].map(
    connect,
  ) as [Pool, Pool, Pool];
  for (const id of [ada, bob]) {
    await owner.query(`insert into users values ($1, $2, 'x', 'x', 'customer')`, [
      id,
      `${id}@example.com`,
    ]);
  }
  for (const ref of [draft, submitted, ended, bobs]) {
    const id = ref === bobs ? bob : ada;
    const insert = (sql: string) => as(portal, 'customer', id, sql, [ref]);
    await as(
      portal,
      'customer',
      id,
      `insert into applications (ref, owner, idempotency_key) values ($1, $2, $3)`,
      [ref, id, randomUUID()],
    );
    await insert(`insert into data_keys values ($1, 'x', 'x')`);
    await insert(`insert into records values ($1, $1, 'application-details', 'x', 'x', 1, 'x')`);
    await insert(
      `insert into documents values (replace($1, 'app', 'doc'), $1, 'identity', 'x', 'key/' || $1, 'x', 1, 'x')`,
    );
    await insert(`insert into application_events (application, code) values ($1, 'submitted')`);
    if (ref === draft) continue;
    await insert(
      `update applications set status = 'submitted', submitted_at = now() where ref = $1`,
    );
  }
  await as(worker, 'worker', 'w', `update applications set status = 'declined' where ref = $1`, [
    ended,
  ]);
});
after(async () => {
  await Promise.all([owner, portal, worker].map((pool) => pool.end()));
  await database.drop();
});

test('customers see their own, reviewers what was submitted, the worker all, and nobody without a name', async () => {
  const expected: [Pool, Role, string, number][] = [
    [portal, 'customer', ada, 3],
    [portal, 'customer', bob, 1],
    [portal, 'customer', randomUUID(), 0],
    [portal, 'reviewer', 'r', 3],
    [worker, 'worker', 'w', 4],
    [worker, 'sweeper', 's', 0],
    [portal, 'worker', 'w', 0],
    [portal, '', ada, 0],
    [worker, '', 'w', 0],
  ];
  for (const [pool, role, id, count] of expected) {
    for (const table of tables) {
      assert.equal(await as(pool, role, id, `select from ${table}`), count, `${role} in ${table}`);
    }
  }
  for (const pool of [portal, worker, owner]) {
    for (const table of tables) {
      assert.equal((await pool.query(`select from ${table}`)).rowCount, 0, `nobody in ${table}`);
    }
  }
});

test('an actor does not outlive its transaction', async () => {
  const db = await portal.connect();
  try {
    await db.query('begin');
    await db.query(
      `select set_config('harbor.actor', $1, true), set_config('harbor.role', 'customer', true)`,
      [ada],
    );
    assert.equal((await db.query('select from applications')).rowCount, 3);
    await db.query('commit');
    assert.equal((await db.query('select from applications')).rowCount, 0);
  } finally {
    db.release();
  }
});

test('the sweeper sees how far applications are, and no key and no ciphertext of a record', async () => {
  assert.equal(await as(portal, 'sweeper', 's', 'select from applications'), 4);
  for (const table of ['records', 'data_keys']) {
    assert.equal(await as(portal, 'sweeper', 's', `select from ${table}`), 0, table);
  }
});

test('nobody changes a key, a record or a document, nor who owns an application', async () => {
  const changes = [
    `update data_keys set wrapped = 'y'`,
    `delete from data_keys`,
    `update records set ciphertext = 'y'`,
    `delete from records`,
    `update documents set object_key = 'y'`,
    `update applications set owner = gen_random_uuid()`,
    `update application_events set code = 'approved'`,
    `delete from application_events`,
    `truncate applications cascade`,
    `create table mine ()`,
  ];
  for (const change of changes) {
    await assert.rejects(as(portal, 'customer', ada, change), notPermitted, `portal: ${change}`);
    await assert.rejects(as(worker, 'worker', 'w', change), notPermitted, `worker: ${change}`);
  }
  for (const sql of [
    'select from users',
    'select from sessions',
    'delete from applications',
    'delete from documents',
  ]) {
    await assert.rejects(as(worker, 'worker', 'w', sql), notPermitted, `worker: ${sql}`);
  }
  await assert.rejects(
    as(portal, 'customer', ada, `update users set role = 'reviewer'`),
    notPermitted,
  );
});

test('a customer opens and submits for themselves only, and takes nothing back', async () => {
  const open = `insert into applications (ref, owner, idempotency_key) values ('app_' || repeat('9', 26), $1, gen_random_uuid())`;
  await assert.rejects(as(portal, 'customer', ada, open, [bob]), notPermitted);
  await assert.rejects(as(portal, 'reviewer', ada, open, [ada]), notPermitted);
  const changes = [
    `update applications set status = 'draft', submitted_at = null where ref = '${submitted}'`,
    `update applications set status = 'submitted', submitted_at = now() where ref = '${bobs}'`,
    `update applications set status = 'approved' where ref = '${submitted}'`,
    `delete from applications`,
    `delete from documents where application <> '${draft}'`,
  ];
  for (const change of changes) assert.equal(await as(portal, 'customer', ada, change), 0, change);
  await assert.rejects(
    as(
      portal,
      'customer',
      ada,
      `update applications set status = 'approved', submitted_at = now() where ref = '${draft}'`,
    ),
    notPermitted,
  );
});

test('each actor writes only its own types, and a customer only into a draft', async () => {
  const record = (ref: string, type: string) =>
    `insert into records values ('${ref}' || repeat('8', 26), $1, '${type}', gen_random_uuid(), 'x', 1, 'x')`;
  const refused: [Pool, Role, string, string, string][] = [
    [portal, 'customer', ada, submitted!, record('app_', 'application-details')],
    [portal, 'customer', ada, draft!, record('rpt_', 'risk-assessment')],
    [portal, 'customer', ada, draft!, record('dec_', 'review-decision')],
    [portal, 'customer', ada, bobs!, record('app_', 'application-details')],
    [portal, 'reviewer', 'r', submitted!, record('rpt_', 'risk-assessment')],
    [portal, 'reviewer', 'r', draft!, record('dec_', 'review-decision')],
    [portal, 'reviewer', 'r', ended!, record('dec_', 'review-decision')],
    [portal, 'worker', 'w', submitted!, record('rpt_', 'risk-assessment')],
    [worker, 'worker', 'w', submitted!, record('dec_', 'review-decision')],
  ];
  for (const [pool, role, id, application, sql] of refused) {
    await assert.rejects(as(pool, role, id, sql, [application]), notPermitted, `${role}: ${sql}`);
  }
  assert.equal(
    await as(portal, 'reviewer', 'r', record('dec_', 'review-decision'), [submitted]),
    1,
  );
  assert.equal(await as(worker, 'worker', 'w', record('rpt_', 'risk-assessment'), [submitted]), 1);
});

test('an end is final for the worker, and the sweeper removes drafts only', async () => {
  const reopen = `update applications set status = 'in-review' where ref = $1`;
  assert.equal(await as(worker, 'worker', 'w', reopen, [ended]), 0);
  assert.equal(await as(worker, 'worker', 'w', reopen, [draft]), 0);
  await assert.rejects(
    as(worker, 'worker', 'w', `update applications set workflow_started_at = now()`),
    notPermitted,
  );
  assert.equal(
    await as(portal, 'sweeper', 's', `delete from applications where ref <> $1`, [draft]),
    0,
  );
});

test('of an application, the sweeper changes only when its workflow was started', async () => {
  const change = (what: string) =>
    as(portal, 'sweeper', 's', `update applications set ${what} where ref = $1`, [submitted]);
  await assert.rejects(change(`status = 'approved'`), notPermitted);
  await assert.rejects(change(`submitted_at = now(), workflow_started_at = now()`), notPermitted);
  assert.equal(await change(`workflow_started_at = now()`), 1);
});
