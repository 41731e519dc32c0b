import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLogger } from '#infra/logging/logger.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { startTestPortal } from '#apps/portal/testing/portal.ts';
import type { TestPortal } from '#apps/portal/testing/portal.ts';
import { completeDraft, createVisitor } from '#apps/portal/testing/visitor.ts';
import type { Visitor } from '#apps/portal/testing/visitor.ts';
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

test('an application whose workflow was terminated fails, also when it is looked at twice', async () => {
  const ref = await submitted();
  await workflow(ref).terminate();
  await reconcile();
  await reconcile();
  assert.deepEqual(await seen(ref), { status: 'failed', timeline: ['submitted', 'failed'] });
});

test('what runs, what waits to be started and what has its outcome stay as they are', async () => {
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
