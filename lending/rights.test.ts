/** Row-level security and grants, tried with plain SQL under the logins of the processes. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Pool } from 'pg';
import { createPool } from '#infra/postgres/pool.ts';
import { testDatabase } from '#test/testing/services.ts';
import type { TestDatabase } from '#test/testing/services.ts';
import { grants } from '#contract/index.ts';
import { actingAs, newIdempotencyKey } from '#vault/index.ts';
import { newReference } from '#vault/references.ts';
import { forbidden } from './testing/forbidden.ts';

type Role =
  'customer' | 'reviewer' | 'operator' | 'auditor' | 'officer' | 'worker' | 'sweeper' | '';
const [ada, bob] = [randomUUID(), randomUUID()];
const [draft, submitted, ended, bobs] = Array.from({ length: 4 }, () => newReference('app'));

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
  // A purpose that opens the most, where it does not matter.
  const purpose = role === 'reviewer' ? 'review' : 'scanning';
  return actingAs(pool, { id, role, purpose }, async (db) => {
    return (await db.query(sql, values)).rowCount ?? 0;
  });
}
const notPermitted = { code: 'DATABASE_NOT_PERMITTED' };
/** Tables with a row for each subject, and for each submitted one. */
const ofSubjects = ['subjects', 'data_keys', 'documents'];
const ofApplications = ['applications', 'application_events'];

before(async () => {
  database = await testDatabase();
  const connect = (url: string) => createPool({ url, ca: database.ca });
  [owner, portal, worker] = [database.ownerUrl, database.portalUrl, database.workerUrl].map(
    connect,
  ) as [Pool, Pool, Pool];
  for (const ref of [draft, submitted, ended, bobs]) {
    const id = ref === bobs ? bob : ada;
    const insert = (sql: string) => as(portal, 'customer', id, sql, [ref]);
    await as(
      portal,
      'customer',
      id,
      `insert into subjects (ref, owner, idempotency_key) values ($1, $2, $3)`,
      [ref, id, newIdempotencyKey()],
    );
    await insert(`insert into data_keys values ($1, 'x', 'x')`);
    await insert(`insert into records values ($1, $1, 'contact', 'contact', 'x', 1, 'x')`);
    await insert(
      `insert into documents values ('${newReference('doc')}', $1, 'identity', 'identity',
         'uploads/' || $1 || '/' || $1, 'x', 1, 'x')`,
    );
    if (ref === draft) continue;
    await insert(`update subjects set closed_at = now() where ref = $1`);
    await insert(`insert into applications (ref) values ($1)`);
    await insert(`insert into application_events (application, code) values ($1, 'submitted')`);
  }
  await as(
    worker,
    'worker',
    'w',
    `update applications set status = 'declined', outcome = 'declined' where ref = $1`,
    [ended],
  );
});
after(async () => {
  await Promise.all([owner, portal, worker].map((pool) => pool.end()));
  await database.drop();
});

for (const [process, statements] of Object.entries(forbidden)) {
  test(`PostgreSQL denies the ${process} every statement beyond its task`, async () => {
    const logins = {
      portal: database.portalUrl,
      worker: database.workerUrl,
      codec: database.codecUrl,
    };
    const pool = createPool({ url: logins[process as keyof typeof logins], ca: database.ca });
    for (const statement of statements)
      await assert.rejects(pool.query(statement), notPermitted, `${process}: ${statement}`);
    await pool.end();
  });
}

// control: ASVS 8.2.2, ASVS 8.3.1, SOC2 CC6.1
test('customers see their own rows, reviewers and the worker submitted ones, and other actors none', async () => {
  const expected: [Pool, Role, string, subjects: number, applications: number][] = [
    [portal, 'customer', ada, 3, 2],
    [portal, 'customer', bob, 1, 1],
    [portal, 'customer', randomUUID(), 0, 0],
    [portal, 'reviewer', 'r', 3, 3],
    [worker, 'worker', 'w', 3, 3],
    [worker, 'sweeper', 's', 0, 0],
    [portal, 'operator', 'o', 0, 0],
    [portal, 'auditor', 'a', 0, 0],
    [portal, 'officer', 'o', 0, 0],
    [portal, 'worker', 'w', 0, 0],
    [portal, '', ada, 0, 0],
    [worker, '', 'w', 0, 0],
  ];
  for (const [pool, role, id, subjects, applications] of expected) {
    for (const table of ofSubjects)
      assert.equal(await as(pool, role, id, `select from ${table}`), subjects, `${role}: ${table}`);
    for (const table of ofApplications) {
      const found = await as(pool, role, id, `select from ${table}`);
      assert.equal(found, applications, `${role}: ${table}`);
    }
  }
  for (const pool of [portal, worker, owner]) {
    for (const table of [...ofSubjects, ...ofApplications])
      assert.equal((await pool.query(`select from ${table}`)).rowCount, 0, `no actor: ${table}`);
  }
});

test('an actor does not outlive its transaction', async () => {
  const db = await portal.connect();
  try {
    await db.query('begin');
    await db.query(
      `select set_config('vault.actor', $1, true), set_config('vault.role', 'customer', true)`,
      [ada],
    );
    assert.equal((await db.query('select from subjects')).rowCount, 3);
    await db.query('commit');
    assert.equal((await db.query('select from subjects')).rowCount, 0);
  } finally {
    db.release();
  }
});

test('the sweeper sees how far applications are, but no key and no ciphertext of a record', async () => {
  assert.equal(await as(portal, 'sweeper', 's', 'select from subjects'), 4);
  assert.equal(await as(portal, 'sweeper', 's', 'select from applications'), 3);
  for (const table of ['records', 'data_keys']) {
    assert.equal(await as(portal, 'sweeper', 's', `select from ${table}`), 0, table);
  }
});

// control: ASVS 13.2.2, PCI 7.2.5
test('no process changes a key, a record or a document, nor the owner of a subject', async () => {
  const changes = [
    `update data_keys set wrapped = 'y'`,
    `delete from data_keys`,
    `update records set ciphertext = 'y'`,
    `delete from records`,
    `update documents set object_key = 'y'`,
    `update subjects set owner = 'mine'`,
    `update applications set ref = ref`,
    `update applications set submitted_at = now()`,
    `update application_events set code = 'approved'`,
    `delete from application_events`,
    `truncate subjects cascade`,
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
    'delete from subjects',
    'delete from applications',
    'delete from documents',
    `update subjects set closed_at = null`,
    `insert into applications (ref) values ('')`,
  ]) {
    await assert.rejects(as(worker, 'worker', 'w', sql), notPermitted, `worker: ${sql}`);
  }
  await assert.rejects(as(portal, 'customer', ada, `update users set subject = ''`), notPermitted);
});

test('a customer opens and submits only for themselves, and takes nothing back', async () => {
  const open = `insert into subjects (ref, owner, idempotency_key)
    values ('app_' || repeat('9', 26), $1, gen_random_uuid())`;
  await assert.rejects(as(portal, 'customer', ada, open, [bob]), notPermitted);
  await assert.rejects(as(portal, 'reviewer', ada, open, [ada]), notPermitted);
  const withoutEffect = [
    `update subjects set closed_at = null where ref = '${submitted}'`,
    `update subjects set closed_at = now() where ref = '${bobs}'`,
    `delete from subjects`,
    `delete from documents where subject <> '${draft}'`,
  ];
  for (const change of withoutEffect)
    assert.equal(await as(portal, 'customer', ada, change), 0, change);
  const refused = [
    `update subjects set closed_at = null where ref = '${draft}'`,
    `insert into applications (ref) values ('${draft}')`,
    `insert into applications (ref) values ('${bobs}')`,
    `insert into applications (ref, status) values ('${draft}', 'approved')`,
    `insert into applications (ref, submitted_at) values ('${draft}', now())`,
    `update applications set status = 'submitted' where ref = '${bobs}'`,
    `update applications set status = 'approved' where ref = '${submitted}'`,
    `delete from applications`,
  ];
  for (const change of refused)
    await assert.rejects(as(portal, 'customer', ada, change), notPermitted, change);
  const start = `update applications set workflow_started_at = now()`;
  await assert.rejects(as(portal, 'customer', ada, start), notPermitted);
});

test('each actor writes only its own types, and a customer only into a draft', async () => {
  const own = (type: string) =>
    `insert into records values ($1, $1, '${type}', '${type}', 'x', 1, 'x')`;
  const record = (kind: 'rpt' | 'dec', type: string) =>
    `insert into records values ('${newReference(kind)}', $1, '${type}', '${type}', 'x', 1, 'x')`;
  const refused: [Pool, Role, string, string, string][] = [
    [portal, 'customer', ada, submitted!, own('contact')],
    [portal, 'customer', ada, draft!, record('rpt', 'risk-assessment')],
    [portal, 'customer', ada, draft!, record('dec', 'review-decision')],
    [portal, 'customer', ada, bobs!, own('contact')],
    [portal, 'reviewer', 'r', submitted!, record('rpt', 'risk-assessment')],
    [portal, 'reviewer', 'r', draft!, record('dec', 'review-decision')],
    [portal, 'reviewer', 'r', ended!, record('dec', 'review-decision')],
    [portal, 'worker', 'w', submitted!, record('rpt', 'risk-assessment')],
    [worker, 'worker', 'w', submitted!, record('dec', 'review-decision')],
  ];
  for (const [pool, role, id, application, sql] of refused) {
    await assert.rejects(as(pool, role, id, sql, [application]), notPermitted, `${role}: ${sql}`);
  }
  assert.equal(await as(portal, 'reviewer', 'r', record('dec', 'review-decision'), [submitted]), 1);
  const assessment = record('rpt', 'risk-assessment');
  const early = as(worker, 'worker', 'w', assessment, [submitted]);
  await assert.rejects(early, notPermitted, 'before its time');
  await takeSteps();
  assert.equal(await as(worker, 'worker', 'w', assessment, [submitted]), 1);
});

test('the portal adds to the timeline what its customers do, and the worker the rest in order', async () => {
  const add = (pool: Pool, role: Role, id: string, code: string) =>
    as(pool, role, id, `insert into application_events (application, code) values ($1, $2)`, [
      submitted,
      code,
    ]);
  for (const code of ['scanned', 'validated', 'in-review', 'decided', 'notified', 'approved']) {
    for (const role of ['customer', 'reviewer', 'sweeper', 'worker'] as const)
      await assert.rejects(add(portal, role, ada, code), notPermitted, `${role}: ${code}`);
  }
  await assert.rejects(add(portal, 'customer', ada, 'documents-replaced'), notPermitted);
  await assert.rejects(add(portal, 'customer', bob, 'submitted'), notPermitted);
  for (const code of ['submitted', 'in-review', 'decided', 'letter-ready', 'notified', 'approved'])
    await assert.rejects(add(worker, 'worker', 'w', code), notPermitted, code);
});

// control: ASVS 2.3.5
test('a reviewer approves once, in their own name, and never their own application', async () => {
  const approve = (pool: Pool, role: Role, id: string, reviewer: string, application = submitted) =>
    as(
      pool,
      role,
      id,
      `insert into approvals (application, reviewer, idempotency_key)
      values ($1, $2, $3)`,
      [application, reviewer, newIdempotencyKey()],
    );
  const refused: Parameters<typeof approve>[] = [
    [portal, 'reviewer', 'r', 'another'],
    [portal, 'reviewer', ada, ada],
    [portal, 'reviewer', 'r', 'r', ended],
    [portal, 'reviewer', 'r', 'r', draft],
    [portal, 'customer', bob, bob],
    [portal, 'worker', 'w', 'w'],
    [portal, 'officer', 'o', 'o'],
  ];
  for (const given of refused) await assert.rejects(approve(...given), notPermitted, given[2]);
  assert.equal(await approve(portal, 'reviewer', 'r', 'r'), 1);
  await assert.rejects(approve(portal, 'reviewer', 'r', 'r'), {
    code: 'DATABASE_UNIQUE_VIOLATION',
  });
  const seen = (pool: Pool, role: Role, id: string) => as(pool, role, id, 'select from approvals');
  assert.equal(await seen(worker, 'worker', 'w'), 1);
  assert.equal(await seen(portal, 'customer', ada), 0, 'customers do not see who approved');
});

test('only the worker inspects documents, and asks only in place of those it has refused', async () => {
  const judge = `update documents set verdict = 'clean' where subject = $1`;
  for (const role of ['customer', 'reviewer', 'sweeper', 'worker'] as const)
    await assert.rejects(as(portal, role, ada, judge, [submitted]), notPermitted, role);
  await assert.rejects(as(portal, 'customer', ada, judge, [draft]), notPermitted);
  assert.equal(await as(worker, 'worker', 'w', judge, [draft]), 0);
  const ask = `update subjects set awaits_documents = true where ref = $1`;
  await assert.rejects(as(worker, 'worker', 'w', ask, [submitted]), notPermitted);
  assert.equal(await as(portal, 'customer', ada, ask, [submitted]), 0);
  await assert.rejects(as(portal, 'customer', ada, ask, [draft]), notPermitted);
});

/** The steps of the submitted application up to its assessment. */
async function takeSteps(): Promise<void> {
  const verdict = `update documents set verdict = 'clean' where subject = $1`;
  await as(worker, 'worker', 'w', verdict, [submitted]);
  for (const code of ['scanned', 'validated', 'extracted', 'identity-checked']) {
    const event = `insert into application_events (application, code) values ($1, $2)`;
    await as(worker, 'worker', 'w', event, [submitted, code]);
  }
}

test('an end is final for the worker, and the sweeper removes only drafts', async () => {
  const reopen = `update applications set status = 'in-review' where ref = $1`;
  assert.equal(await as(worker, 'worker', 'w', reopen, [ended]), 0);
  assert.equal(await as(worker, 'worker', 'w', reopen, [draft]), 0);
  await assert.rejects(
    as(worker, 'worker', 'w', `update applications set workflow_started_at = now()`),
    notPermitted,
  );
  const remove = `delete from subjects where ref <> $1`;
  assert.equal(await as(portal, 'sweeper', 's', remove, [draft]), 0);
});

test('the sweeper changes nothing of a subject, and of an application only that it was started', async () => {
  const change = (what: string) =>
    as(portal, 'sweeper', 's', `update applications set ${what} where ref = $1`, [submitted]);
  await assert.rejects(change(`status = 'approved'`), notPermitted);
  await assert.rejects(change(`submitted_at = now(), workflow_started_at = now()`), notPermitted);
  assert.equal(await change(`workflow_started_at = now()`), 1);
  const closing = `update subjects set closed_at = now() where ref = $1`;
  await assert.rejects(as(portal, 'sweeper', 's', closing, [draft]), notPermitted);
});

test('writers that bypass the code store no other kinds and types', async () => {
  const stored = (table: string, ref: string, type: string) =>
    table === 'records'
      ? `insert into records values ('${ref}', $1, '${type}', '${type}', 'x', 1, 'x')`
      : `insert into documents values ('${ref}', $1, '${type}', '${type}', 'uploads/${ref}/${ref}', 'x', 1, 'x')`;
  const refused = [
    stored('records', newReference('doc'), 'contact'),
    stored('records', newReference('dec'), 'contact'),
    stored('documents', newReference('rpt'), 'identity'),
    stored('documents', newReference('doc'), 'passport'),
  ];
  const check = { code: 'DATABASE_CHECK_VIOLATION' };
  for (const sql of refused)
    await assert.rejects(as(portal, 'customer', ada, sql, [draft]), check, sql);
  const subject = `insert into subjects values ($2, $1, $3)`;
  const values = [ada, newReference('doc'), newIdempotencyKey()];
  await assert.rejects(as(portal, 'customer', ada, subject, values), check);
});

test('the database grants each purpose exactly what the contract does', async () => {
  const { rows } = await worker.query<{ granted: string }>(
    `select role || ' ' || purpose || ' ' || part as granted from grants`,
  );
  const expected = Object.entries(grants).flatMap(([role, ofRole]) =>
    Object.entries(ofRole).flatMap(([purpose, parts]: [string, readonly string[]]) =>
      parts.map((part) => `${role} ${purpose} ${part}`),
    ),
  );
  assert.deepEqual(rows.map(({ granted }) => granted).sort(), expected.sort());
});

test('a worker and a reviewer without a purpose find no record and no upload', async () => {
  for (const [pool, role] of [
    [worker, 'worker'],
    [portal, 'reviewer'],
  ] as const)
    for (const table of ['records', 'documents'])
      for (const purpose of ['', 'progress', 'no such purpose'])
        assert.equal(
          await actingAs(pool, { id: 'x', role, purpose }, async (db) => {
            return (await db.query(`select from ${table}`)).rowCount;
          }),
          0,
          `${role}: ${table} for ${purpose}`,
        );
});
