import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApplicationRef } from '#contract/index.ts';
import { worker } from './actors.ts';
import { partsOf } from './parts.ts';
import type { Actor } from '#vault/index.ts';
import { newReference } from '#vault/references.ts';
import { lockOpen } from '#vault/subjects.ts';
import {
  newActor,
  open,
  openComplete,
  openSubmitted,
  openTestLending,
  someDetails,
  takeStepsOf,
  upload,
  withCode,
} from './testing/lending.ts';
import type { AssessmentStep } from './testing/steps.ts';
import type { TestLending } from './testing/lending.ts';

const theWorker = { ...worker, purpose: 'scanning' };
let services: TestLending;
let customer: Actor;
let reviewer: Actor;
before(async () => {
  services = await openTestLending();
  customer = newActor('customer');
  reviewer = newActor('reviewer');
});
after(() => services.close());

const upTo = (ref: ApplicationRef, step: AssessmentStep) => takeStepsOf(services, ref, step);
const submitted = () => openSubmitted(services, customer);

test('an application is submitted once, when it is complete', async () => {
  const { applications } = services;
  const ref = await open(services, customer);
  const refused = () =>
    assert.rejects(applications.submit(customer, ref), withCode('APPLICATION_INCOMPLETE'));
  await refused();
  await upload(services, customer, ref, 'a face');
  await refused();
  await upload(services, customer, ref, 'numbers', 'bank-statement');
  await refused();
  await services.vault.as(customer).putParts(ref, partsOf(someDetails));
  await applications.submit(customer, ref);

  const first = await applications.get(customer, ref);
  assert.equal(first.status, 'submitted');
  assert.ok(first.submittedAt instanceof Date);
  await applications.submit(customer, ref);
  assert.deepEqual(await applications.get(customer, ref), first);
  const codes = (await applications.events(customer, ref)).map(({ code }) => code);
  assert.deepEqual(codes, ['submitted']);
});

test('an application that was committed and not started is listed until it is marked as started', async () => {
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

test('a submission waits for a document that is being removed, and is then refused as incomplete', async () => {
  const ref = await openComplete(services, customer);
  const removing = await services.portal.connect();
  try {
    await removing.query(`begin`);
    await removing.query(
      `select set_config('vault.actor', $1, true), set_config('vault.role', 'customer', true)`,
      [customer.id],
    );
    await lockOpen(removing, ref);
    await removing.query(`delete from documents where subject = $1 and type = 'identity'`, [ref]);
    const refused = assert.rejects(
      services.applications.submit(customer, ref),
      withCode('APPLICATION_INCOMPLETE'),
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
  await assert.rejects(set(draft, 'approved'), withCode('VAULT_NOT_FOUND'), 'a draft');
  const ref = await submitted();
  await assert.rejects(set(ref, 'in-review'), withCode('APPLICATION_CONFLICT'), 'not assessed');
  await upTo(ref, 'assessed');
  await set(ref, 'in-review');
  await set(ref, 'in-review');
  await set(ref, 'approved');
  await set(ref, 'approved');
  await assert.rejects(set(ref, 'in-review'), withCode('APPLICATION_CONFLICT'));
  await assert.rejects(set(ref, 'failed'), withCode('APPLICATION_CONFLICT'));
  assert.equal((await applications.get(customer, ref)).status, 'approved');
  await assert.rejects(set(newReference('app'), 'approved'), withCode('VAULT_NOT_FOUND'));
});

test('the timeline has each code once, in order, and can be read from any event on', async () => {
  const { applications, workerApplications } = services;
  const ref = await submitted();
  await upTo(ref, 'validated');
  await workerApplications.addEvent(theWorker, ref, 'scanned');
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

test('a customer lists their own applications, a reviewer those that wait for review', async () => {
  const { applications, workerApplications } = services;
  const other = newActor('customer');
  const [first, second] = [await submitted(), await open(services, customer)];
  await open(services, other);
  const own = (await applications.listOwn(customer)).map(({ ref }) => ref);
  assert.deepEqual(own.slice(0, 2), [second, first]);
  assert.equal((await applications.listOwn(other)).length, 1);

  await upTo(first, 'assessed');
  await workerApplications.setStatus(theWorker, first, 'in-review');
  const queue = async () => (await applications.reviewQueue(reviewer)).map(({ ref }) => ref);
  assert.ok((await queue()).includes(first) && !(await queue()).includes(second));
  const noted = workerApplications.addEvent(theWorker, first, 'decided');
  await assert.rejects(noted, withCode('APPLICATION_CONFLICT'), 'without a decision');
  await workerApplications.acceptDecision(theWorker, first, newReference('dec'));
  assert.ok(!(await queue()).includes(first), 'decided, and its outcome is not recorded yet');
  assert.deepEqual(await applications.reviewQueue(other), [], 'nobody else sees the queue');
});

test('lists hold at most 200 applications', async () => {
  const many = newActor('customer');
  for (const table of ['subjects', 'applications'])
    await services.owner.query(`alter table ${table} no force row level security`);
  await services.owner.query(
    `with opened as (
       insert into subjects (ref, owner, idempotency_key, closed_at)
       select ref, $1, ref, now() from unnest($2::text[]) as ref returning ref)
     insert into applications (ref, status) select ref, 'in-review' from opened`,
    [many.id, Array.from({ length: 201 }, () => newReference('app'))],
  );
  assert.equal((await services.applications.listOwn(many)).length, 200);
  assert.equal((await services.applications.reviewQueue(reviewer)).length, 200);
});

test('after submission a customer writes nothing more, and only reviewers decide', async () => {
  const { vault, workerVault, workerApplications } = services;
  const application = await openComplete(services, customer);
  const value = { decision: 'approve', rationale: 'sound', reviewer: reviewer.id } as const;
  const decide = (actor: Actor, subject = application) =>
    vault.as(actor).put('review-decision', { subject, value });
  await assert.rejects(
    decide(reviewer),
    withCode('VAULT_NOT_FOUND'),
    'a draft is hidden from reviewers',
  );
  await services.applications.submit(customer, application);
  await assert.rejects(decide(customer), withCode('VAULT_CONFLICT'));
  const session = vault.as(customer);
  await session.putParts(application, partsOf(someDetails));
  await assert.rejects(
    upload(services, customer, application, 'late'),
    withCode('VAULT_SUBJECT_CLOSED'),
  );
  const [first] = await session.listDocuments(application);
  await assert.rejects(session.removeDocument(first!.ref), withCode('VAULT_SUBJECT_CLOSED'));
  const decision = await decide(reviewer);
  const reader = workerVault.as({ ...worker, purpose: 'decision' });
  assert.deepEqual(await reader.get('review-decision', decision), value);

  const late = await submitted();
  await workerApplications.settle(theWorker, late, { outcome: 'failed' });
  await workerApplications.setStatus(theWorker, late, 'failed');
  await assert.rejects(decide(reviewer, late), withCode('VAULT_CONFLICT'));
});
