import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApplicationRef } from '#contract/index.ts';
import type { Actor } from '#vault/actor.ts';
import { lockDraft } from '#vault/drafts.ts';
import { newReference } from '#vault/references.ts';
import { createSweeper } from '#vault/sweeper.ts';
import {
  open,
  openComplete,
  openTestVault,
  someDetails,
  theWorker,
  upload,
  withCode,
} from '#vault/testing/vault.ts';
import type { TestVault } from '#vault/testing/vault.ts';

let services: TestVault;
let customer: Actor;
let reviewer: Actor;
before(async () => {
  services = await openTestVault();
  customer = await services.newActor('customer');
  reviewer = await services.newActor('reviewer');
});
after(() => services.close());

async function submitted(): Promise<ApplicationRef> {
  const ref = await openComplete(services, customer);
  await services.applications.submit(customer, ref);
  return ref;
}

test('an application is submitted when it is complete, once', async () => {
  const { applications } = services;
  const ref = await open(services, customer);
  const refused = () =>
    assert.rejects(applications.submit(customer, ref), withCode('VAULT_APPLICATION_INCOMPLETE'));
  await refused();
  await upload(services, customer, ref, 'a face');
  await refused();
  await upload(services, customer, ref, 'numbers', 'bank-statement');
  await refused();
  await services.vault
    .as(customer)
    .put('application-details', { application: ref, value: someDetails });
  await applications.submit(customer, ref);

  const first = await applications.get(customer, ref);
  assert.equal(first.status, 'submitted');
  assert.ok(first.submittedAt instanceof Date);
  await applications.submit(customer, ref);
  assert.deepEqual(await applications.get(customer, ref), first);
  const codes = (await applications.events(customer, ref)).map(({ code }) => code);
  assert.deepEqual(codes, ['submitted']);
});

test('what was committed and not started is known, until it is marked as started', async () => {
  const { applications } = services;
  const [one, two] = [await submitted(), await submitted()];
  const draft = await open(services, customer);
  const waiting = (await applications.unstarted(0)).filter((ref) =>
    [one, two, draft].includes(ref),
  );
  assert.deepEqual(waiting, [one, two]);
  assert.deepEqual(await applications.unstarted(60), []);
  const isWaiting = async (ref: ApplicationRef) =>
    (await applications.get(customer, ref)).waitingToStart;
  assert.deepEqual([await isWaiting(one), await isWaiting(draft)], [true, false]);
  await applications.markStarted(one);
  await applications.markStarted(one);
  assert.equal(await isWaiting(one), false);
  const left = await applications.unstarted(0);
  assert.ok(!left.includes(one) && left.includes(two));
});

test('a submission waits for a document that is being removed, and then lacks it', async () => {
  const ref = await openComplete(services, customer);
  const removing = await services.portal.connect();
  try {
    await removing.query(`begin`);
    await removing.query(
      `select set_config('harbor.actor', $1, true), set_config('harbor.role', 'customer', true)`,
      [customer.id],
    );
    await lockDraft(removing, ref);
    await removing.query(`delete from documents where application = $1 and type = 'identity'`, [
      ref,
    ]);
    const refused = assert.rejects(
      services.applications.submit(customer, ref),
      withCode('VAULT_APPLICATION_INCOMPLETE'),
    );
    await delay(200);
    await removing.query(`commit`);
    await refused;
  } finally {
    removing.release();
  }
});

test('a status only moves forward, and an end is final', async () => {
  const { applications, workerApplications } = services;
  const set = (ref: ApplicationRef, status: 'in-review' | 'approved' | 'failed') =>
    workerApplications.setStatus(theWorker, ref, status);
  const draft = await open(services, customer);
  await assert.rejects(set(draft, 'approved'), withCode('VAULT_CONFLICT'));
  const ref = await submitted();
  await set(ref, 'in-review');
  await set(ref, 'in-review');
  await set(ref, 'approved');
  await set(ref, 'approved');
  await assert.rejects(set(ref, 'in-review'), withCode('VAULT_CONFLICT'));
  await assert.rejects(set(ref, 'failed'), withCode('VAULT_CONFLICT'));
  assert.equal((await applications.get(customer, ref)).status, 'approved');
  await assert.rejects(set(newReference('app'), 'approved'), withCode('VAULT_NOT_FOUND'));
});

test('the timeline has each code once, in order, and can be read from where one was', async () => {
  const { applications, workerApplications } = services;
  const ref = await submitted();
  for (const code of ['scanned', 'validated', 'scanned'] as const) {
    await workerApplications.addEvent(theWorker, ref, code);
  }
  const events = await applications.events(customer, ref);
  assert.deepEqual(
    events.map(({ code }) => code),
    ['submitted', 'scanned', 'validated'],
  );
  assert.ok(events.every(({ id, at }) => typeof id === 'number' && at instanceof Date));
  const later = await applications.events(customer, ref, events[1]!.id);
  assert.deepEqual(later, [events[2]]);
  await assert.rejects(
    workerApplications.addEvent(theWorker, newReference('app'), 'scanned'),
    withCode('VAULT_NOT_FOUND'),
  );
});

test('a customer lists their own, a reviewer what waits for review', async () => {
  const { applications, workerApplications } = services;
  const other = await services.newActor('customer');
  const [first, second] = [await submitted(), await open(services, customer)];
  await open(services, other);
  const own = (await applications.listOwn(customer)).map(({ ref }) => ref);
  assert.deepEqual(own.slice(0, 2), [second, first]);
  assert.equal((await applications.listOwn(other)).length, 1);

  await workerApplications.setStatus(theWorker, first, 'in-review');
  const queue = async () => (await applications.reviewQueue(reviewer)).map(({ ref }) => ref);
  assert.ok((await queue()).includes(first) && !(await queue()).includes(second));
  await workerApplications.addEvent(theWorker, first, 'decided');
  assert.ok(!(await queue()).includes(first), 'decided, and its outcome is not recorded yet');
  assert.deepEqual(await applications.reviewQueue(other), [], 'nobody else sees the queue');
});

test('lists have an end, however many applications there are', async () => {
  const many = await services.newActor('customer');
  await services.owner.query(`alter table applications no force row level security`);
  await services.owner.query(
    `insert into applications (ref, owner, idempotency_key, status, submitted_at)
     select 'app_' || lpad(number::text, 26, '0'), $1, gen_random_uuid(), 'in-review', now()
     from generate_series(1, 201) as number`,
    [many.id],
  );
  assert.equal((await services.applications.listOwn(many)).length, 200);
  assert.equal((await services.applications.reviewQueue(reviewer)).length, 200);
});

test('a stale draft goes with its records, documents, key and objects; what was submitted stays', async () => {
  const [stale, fresh, done] = [
    await openComplete(services, customer),
    await open(services, customer),
    await submitted(),
  ];
  await services.owner.query(`alter table applications no force row level security`);
  await services.owner.query(
    `update applications set created_at = now() - interval '3 days' where ref = any ($1)`,
    [[stale, done]],
  );
  for (const table of ['documents', 'unpublished_objects']) {
    await services.owner.query(`alter table ${table} no force row level security`);
  }
  await services.owner.query(
    `insert into unpublished_objects (object_key, application, purpose)
     select object_key, application, 'upload' from documents where application = $1 limit 1`,
    [stale],
  );
  const clearing = createSweeper({ ...services, pool: services.portal });
  assert.equal(await clearing.removeStaleDrafts(48), 1);
  assert.equal(await clearing.removeStaleDrafts(48), 0);
  await assert.rejects(services.applications.get(customer, stale), withCode('VAULT_NOT_FOUND'));
  await services.applications.get(customer, fresh);
  assert.equal((await services.vault.as(customer).listDocuments(done)).length, 2);
  for (const table of ['records', 'documents', 'data_keys']) {
    await services.owner.query(`alter table ${table} no force row level security`);
    const left = await services.owner.query(`select from ${table} where application = $1`, [stale]);
    assert.equal(left.rowCount, 0, table);
  }
  assert.equal(await clearing.removeUnpublishedObjects(1), 2, 'both of its objects');
});
