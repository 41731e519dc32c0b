import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Pool } from 'pg';
import { workflowIdKind } from '#contract/index.ts';
import type { Reference } from '#contract/index.ts';
import type { Actor } from './actor.ts';
import { actingAs } from './actor.ts';
import { audit } from './audit.ts';
import type { AuditedRead } from './audit.ts';
import { newReference } from './references.ts';
import { newActor, open, openTestVault, someProfile, theWorker, upload } from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';

let services: TestVault;
let member: Actor;
before(async () => {
  services = await openTestVault();
  member = newActor('member');
});
after(() => services.close());

async function entriesAbout(...refs: string[]) {
  const { rows } = await services.owner.query<{ entry: string }>(
    `select login || ' ' || role || ' ' || action as entry from audit_entries where ref = any ($1) order by seq`,
    [refs],
  );
  return rows.map(({ entry }) => entry);
}
const [aSubject, held, free] = [0, 1, 2].map(() => newReference(workflowIdKind)) as [
  Reference,
  Reference,
  Reference,
];
const about = (subject: string, ref = subject) => ({ ref, subject });
const firstBreak = async () =>
  (await services.portal.query<{ at: number | null }>(`select audit_first_break() as at`)).rows[0]
    ?.at;

// control: PCI 10.2.1.1
test('every read and write of plaintext is in the audit trail, with its actor and login', async () => {
  const subject = await open(services, member);
  const session = services.vault.as(member);
  await session.put('profile', { subject, value: someProfile });
  await session.put('profile', { subject, value: someProfile });
  await session.get('profile', subject);
  await services.workerVault.as(theWorker).find('profile', subject);
  const { ref } = await upload(services, member, subject, 'a face');
  await session.listDocuments(subject);
  (await session.getDocument(ref)).content.destroy();
  await session.removeDocument(ref);
  assert.deepEqual(await entriesAbout(subject), [
    'harbor_portal member subject.open',
    'harbor_portal member record.write',
    'harbor_portal member record.read',
    'harbor_worker worker record.read',
    'harbor_portal member documents.list',
  ]);
  assert.deepEqual(await entriesAbout(ref), [
    'harbor_portal member document.write',
    'harbor_portal member document.read',
    'harbor_portal member document.remove',
  ]);
  assert.equal(await firstBreak(), null);
});

test('audit entries that are added at the same time form one chain', async () => {
  const add = (pool: Pool, actor: Actor) =>
    actingAs(pool, actor, (db) => audit(db, 'record.read', about(aSubject)));
  await Promise.all(
    Array.from({ length: 20 }, (_, count) =>
      count % 2 ? add(services.portal, member) : add(services.worker, theWorker),
    ),
  );
  assert.equal((await entriesAbout(aSubject)).length, 20);
  assert.equal(await firstBreak(), null);
});

// control: ASVS 16.4.2, PCI 10.3.2
test('the audit trail refuses an entry without an actor, and any change by any login', async () => {
  await assert.rejects(
    services.portal.query(`select audit_append('record.read', 'app_x', 'app_x')`),
    {
      code: 'DATABASE_NOT_PERMITTED',
    },
  );
  const changes = [
    `update audit_entries set actor = 'x'`,
    `delete from audit_entries`,
    `truncate audit_entries`,
  ];
  for (const pool of [services.portal, services.worker, services.owner]) {
    for (const change of changes) {
      await assert.rejects(pool.query(change), { code: 'DATABASE_NOT_PERMITTED' }, change);
    }
  }
  for (const pool of [services.portal, services.worker]) {
    await assert.rejects(pool.query(`select from audit_entries`), {
      code: 'DATABASE_NOT_PERMITTED',
    });
    await assert.rejects(pool.query(`alter table audit_entries disable trigger all`), {
      code: 'DATABASE_NOT_PERMITTED',
    });
  }
});

test('a login adds only its own actions, in its own roles, and names no actor at length', async () => {
  const add = (actor: Actor, action: string, ref: string = aSubject) =>
    actingAs(services.portal, actor, (db) =>
      audit(db, action as AuditedRead, about(aSubject, ref)),
    );
  const refused = { code: 'DATABASE_NOT_PERMITTED' };
  await assert.rejects(add({ ...member, role: 'worker' }, 'record.read'), refused);
  await assert.rejects(add({ ...member, role: 'officer' }, 'record.read'), refused);
  await assert.rejects(add(member, 'payload.decode'), refused);
  for (const change of ['subject.close', 'subject.remove', 'document.remove', 'record.write'])
    await assert.rejects(add(member, change), refused, `${change} without the change`);
  const check = { code: 'DATABASE_CHECK_VIOLATION' };
  await assert.rejects(add({ ...member, id: 'x'.repeat(201) }, 'record.read'), check);
});

test('the audit trail takes no text but references, of whatever login', async () => {
  const sound = newReference(workflowIdKind);
  const add = (pool: Pool, actor: Actor, entry: { ref: string; subject: string }) =>
    actingAs(pool, actor, (db) => audit(db, 'record.read', entry));
  const check = { code: 'DATABASE_CHECK_VIOLATION' };
  for (const text of ['078-05-1120', `${sound}0`, `app_${'0'.repeat(26)}`, '']) {
    for (const entry of [about(sound, text), about(text, sound)]) {
      await assert.rejects(add(services.worker, theWorker, entry), check, text);
      await assert.rejects(add(services.portal, member, entry), check, text);
    }
  }
  await add(services.worker, theWorker, about(sound));
});

test('a change has its entry even if it is made around the code of the vault', async () => {
  const subject = await open(services, member);
  const close = `update subjects set closed_at = now() where ref = $1`;
  await actingAs(services.portal, member, (db) => db.query(close, [subject]));
  await actingAs(services.portal, member, (db) => db.query(close, [subject]));
  assert.deepEqual(await entriesAbout(subject), [
    'harbor_portal member subject.open',
    'harbor_portal member subject.close',
  ]);
  const inAnotherRole = { ...member, role: 'officer' };
  const opening = `insert into subjects (ref, owner, idempotency_key) values ($1, 'x', 'y')`;
  const refused = { code: 'DATABASE_NOT_PERMITTED' };
  await assert.rejects(
    actingAs(services.portal, inAnotherRole, (db) =>
      db.query(opening, [newReference(workflowIdKind)]),
    ),
    refused,
  );
});

test('a transaction that stays open holds up no other login, and no other subject', async () => {
  const holding = await services.worker.connect();
  try {
    await holding.query('begin');
    await holding.query(
      `select set_config('vault.actor', 'w', true), set_config('vault.role', 'worker', true)`,
    );
    await holding.query(`select audit_append('record.read', $1, $1)`, [held]);
    const read = (pool: Pool, actor: Actor, subject: string) =>
      actingAs(pool, actor, (db) => audit(db, 'record.read', about(subject)));
    await read(services.portal, member, held);
    await read(services.worker, theWorker, free);
    assert.deepEqual(await entriesAbout(held, free), [
      'harbor_portal member record.read',
      'harbor_worker worker record.read',
    ]);
  } finally {
    await holding.query('rollback');
    holding.release();
  }
  assert.equal(await firstBreak(), null);
});

// control: PCI 10.3.4
test('a changed, removed or replaced audit entry breaks the chain at its place', async () => {
  const subject = newReference(workflowIdKind);
  for (let count = 0; count < 5; count += 1) {
    await actingAs(services.portal, member, (db) =>
      audit(db, 'record.read', about(subject, newReference(workflowIdKind))),
    );
  }
  const { rows } = await services.owner.query<{ last: number }>(
    `select max(seq) as last from audit_entries`,
  );
  const last = rows[0]!.last;
  const changes: [string, number][] = [
    [`update audit_entries set actor = 'someone else' where seq = ${last - 2}`, last - 2],
    [`update audit_entries set at = at + interval '1 second' where seq = ${last}`, last],
    [`delete from audit_entries where seq = ${last - 1}`, last],
    [`delete from audit_entries where seq = ${last - 4}`, last - 3],
    [`delete from audit_chains where subject = '${subject}'`, last + 1],
    [`delete from audit_entries where seq >= ${last - 1}`, last - 1],
    [
      `update audit_entries set (actor, hash) = ('x', audit_hash(row(seq, login, subject, place, at, 'x', role, action,
         ref, part, purpose, outcome, previous_hash, hash)::audit_entries)) where seq = ${last - 1}`,
      last,
    ],
  ];
  for (const [change, expected] of changes) {
    const db = await services.owner.connect();
    try {
      await db.query('begin');
      await db.query('alter table audit_entries disable trigger audit_is_append_only');
      await db.query(change);
      const broken = await db.query<{ at: number }>(`select audit_first_break() as at`);
      assert.equal(broken.rows[0]?.at, expected, change);
    } finally {
      await db.query('rollback');
      db.release();
    }
  }
  assert.equal(await firstBreak(), null);
});
