/** Two reviewers approve a large loan in the portal, with a real workflow behind it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApplicationRef } from '#contract/index.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, completeDraft, createVisitor } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';
import { startTestWorker } from '../testing/worker.ts';

let portal: TestPortal;
let stopWorker: () => Promise<void>;
let [customer, anna, ben]: Visitor[] = [];
let ref: ApplicationRef;

before(async () => {
  portal = await startTestPortal();
  stopWorker = await startTestWorker(portal);
  const people = (['customer', 'reviewer', 'reviewer'] as const).map(async (role) =>
    createVisitor(portal.url).signIn(await portal.addUser(role)),
  );
  [customer, anna, ben] = await Promise.all(people);
});
beforeEach(async () => {
  ref = await completeDraft(customer!, { requestedAmount: '25,000.01' });
  await customer!.post(`/applications/${ref}/submit`);
  await statusIs('in-review');
});
after(async () => {
  await stopWorker();
  await portal.stop();
});

async function statusIs(wanted: string): Promise<void> {
  const actor = { id: customer!.id, role: 'customer' } as const;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await portal.applications.get(actor, ref)).status === wanted) return;
    await delay(100);
  }
  assert.fail(`the application did not become ${wanted}`);
}

const form = (decision: 'approve' | 'decline') => ({
  idempotencyKey: newIdempotencyKey(),
  decision,
  rationale: 'All fits.',
});
const send = (by: Visitor | undefined, body: object) => by!.post(`/reviews/${ref}/decision`, body);
const pageFor = async (by: Visitor | undefined) =>
  (await by!.get(`/reviews/${ref}`, asBrowser)).text;

// control: ASVS 2.3.5
test('the first approval of a large loan waits for a second one, and the second completes it', async () => {
  assert.match(await pageFor(anna), /two reviewers must approve/);
  const body = form('approve');
  const first = await send(anna, body);
  assert.deepEqual([first.status, first.json.awaitsAnother], [200, true]);
  assert.match(await pageFor(anna), /You have approved it. One more reviewer must approve./);
  assert.match(await pageFor(ben), /One reviewer has approved it. One more reviewer must approve./);
  assert.deepEqual((await send(anna, body)).json, first.json, 'the same form again');
  await statusIs('in-review');
  const queue = (await ben!.get('/reviews')).json.applications as { ref: string }[];
  assert.ok(queue.some((waiting) => waiting.ref === ref));
  const second = await send(ben, form('approve'));
  assert.deepEqual([second.status, second.json.awaitsAnother], [200, false]);
  await statusIs('approved');
});

test('a reviewer who approves a large loan again is told that another one has to', async () => {
  await send(anna, form('approve'));
  const { status, json } = await send(anna, form('approve'));
  assert.deepEqual([status, json.code], [409, 'REVIEW_APPROVED_BEFORE']);
  await statusIs('in-review');
  assert.equal((await send(anna, form('decline'))).status, 200, 'may still decline');
  await statusIs('declined');
});

test('two reviewers who approve a large loan at the same time approve it together', async () => {
  const answers = await Promise.all([send(anna, form('approve')), send(ben, form('approve'))]);
  assert.ok(answers.some(({ status, json }) => status === 200 && json.awaitsAnother === false));
  await statusIs('approved');
});
