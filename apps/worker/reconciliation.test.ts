import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from '@temporalio/client';
import { createLogger } from '#infra/logging/logger.ts';
import type { ApplicationRef } from '#contract/index.ts';
import type { Applications } from '#lending/index.ts';
import { startTestPortal } from '#apps/portal/testing/portal.ts';
import type { TestPortal } from '#apps/portal/testing/portal.ts';
import { completeDraft, createVisitor } from '#apps/portal/testing/visitor.ts';
import type { Visitor } from '#apps/portal/testing/visitor.ts';
import { newReference } from '#vault/references.ts';
import { createReconciliation } from './reconciliation.ts';

let portal: TestPortal;
let customer: Visitor;

before(async () => {
  portal = await startTestPortal();
  customer = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
});
after(() => portal.stop());

const workflow = (ref: string) => portal.temporal.workflow.getHandle(ref);
const reconcile = () =>
  createReconciliation({
    temporal: portal.temporal,
    applications: portal.worker.applications,
    logger: createLogger({ name: 'worker', level: 'fatal' }),
  }).run();

async function submitted(): Promise<ApplicationRef> {
  const ref = await completeDraft(customer);
  await customer.post(`/applications/${ref}/submit`);
  return ref;
}

async function seen(ref: ApplicationRef): Promise<{ status: string; timeline: string[] }> {
  const { json } = await customer.get(`/applications/${ref}`);
  const { application, timeline } = json as {
    application: { status: string };
    timeline: { code: string }[];
  };
  return { status: application.status, timeline: timeline.map(({ code }) => code) };
}

test('an application whose workflow was terminated is recorded as failed, once', async () => {
  const ref = await submitted();
  await workflow(ref).terminate();
  await reconcile();
  await reconcile();
  assert.deepEqual(await seen(ref), { status: 'failed', timeline: ['submitted', 'failed'] });
});

test('an application that is running, not started or decided is left alone', async () => {
  const [running, decided, unstarted] = [
    await submitted(),
    await submitted(),
    await completeDraft(customer),
  ];
  await portal.applications.submit({ id: customer.id, role: 'customer' }, unstarted);
  await portal.worker.applications.setStatus({ id: 'worker', role: 'worker' }, decided, 'declined');
  await workflow(decided).terminate();
  await reconcile();
  const statuses = await Promise.all(
    [running, decided, unstarted].map(async (ref) => (await seen(ref)).status),
  );
  assert.deepEqual(statuses, ['submitted', 'declined', 'submitted']);
  await workflow(running).terminate();
});

/** Two applications are under way; both workflows have closed, and `describe` answers for each. */
function reconciliationOf(describe: (application: string) => Promise<{ closeTime?: Date }>) {
  const [older, newer] = [newReference('app'), newReference('app')];
  const failed: string[] = [];
  const log: string[] = [];
  const temporal = {
    workflow: { getHandle: (id: string) => ({ describe: () => describe(id) }) },
    withDeadline: (_deadline: number, call: () => unknown) => call(),
  } as unknown as Client;
  const applications = {
    underWay: async () => [older, newer],
    settle: async (_actor: unknown, _application: string, outcome: string) => outcome,
    setStatus: async (_actor: unknown, application: string) => void failed.push(application),
    addEvent: async () => {},
  } as unknown as Applications;
  const logger = createLogger({ name: 'worker' }, { write: (line) => void log.push(line) });
  const { run } = createReconciliation({ temporal, applications, logger });
  return { run, older, newer, failed, log };
}

test('a lookup that fails does not keep newer applications from being reconciled', async () => {
  const test = reconciliationOf(async (application) => {
    if (application === test.older) throw new Error('this one');
    return { closeTime: new Date() };
  });
  await test.run();
  assert.deepEqual(test.failed, [test.newer]);
  assert.ok(test.log.join('').includes(test.older), 'the log names it');
});

test('a reconciliation that is still running is joined, and not run a second time', async () => {
  const answer = Promise.withResolvers<{ closeTime: Date }>();
  let asked = 0;
  const { run, failed } = reconciliationOf(() => {
    asked += 1;
    return answer.promise;
  });
  const runs = [run(), run()];
  await new Promise(setImmediate);
  assert.equal(asked, 1);
  answer.resolve({ closeTime: new Date() });
  await Promise.all(runs);
  assert.equal(failed.length, 2);
  await run();
  assert.equal(asked, 4, 'the next run looks again');
});
