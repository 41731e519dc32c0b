import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApplicationRef, DecisionRef } from '#contract/index.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import { createLoanWorkflow } from '../start/loan-workflow.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { signedInAgo } from '../testing/sessions.ts';
import { asBrowser, completeDraft, createVisitor } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';
import { startTestWorker } from '../testing/worker.ts';

const canary = 'CANARY-why';

let portal: TestPortal;
let stopWorker: () => Promise<void>;
let customer: Visitor;
let applicant: { id: string; email: string };
let reviewer: Visitor;
let ref: ApplicationRef;

before(async () => {
  portal = await startTestPortal();
  stopWorker = await startTestWorker(portal);
  customer = createVisitor(portal.url);
  applicant = await portal.addUser('customer');
  await customer.signIn(applicant);
  reviewer = createVisitor(portal.url);
  await reviewer.signIn(await portal.addUser('reviewer'));
});
beforeEach(async () => {
  ref = await completeDraft(customer);
  await customer.post(`/applications/${ref}/submit`);
  await statusIs('in-review');
});
after(async () => {
  await stopWorker();
  await portal.stop();
});

async function statusIs(wanted: string): Promise<void> {
  const actor = { id: customer.id, role: 'customer' } as const;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await portal.applications.get(actor, ref)).status === wanted) return;
    await delay(100);
  }
  assert.fail(`the application did not become ${wanted}`);
}

const decision = (changes: object = {}) => ({
  idempotencyKey: newIdempotencyKey(),
  decision: 'approve',
  rationale: `All fits. ${canary}`,
  ...changes,
});
const decide = (body: object) => reviewer.post(`/reviews/${ref}/decision`, body);
const decisions = () =>
  portal.count(`records where type = 'review-decision' and subject = '${ref}'`);

test('a reviewer sees the queue, and of an application masked details and the reports', async () => {
  const extraction = {
    ref: 'doc',
    type: 'identity',
    readable: true,
    pages: 1,
    text: canary,
  } as const;
  await portal.worker.vault('assessment').put('extraction-report', {
    subject: ref,
    value: { documents: [extraction], nameIn: ['doc_x'], accountIn: [] },
  });
  await portal.worker.vault('assessment').put('risk-assessment', {
    subject: ref,
    value: {
      recommendation: 'refer',
      score: 58,
      reasons: ['<b>Debt</b>'],
      evidence: [],
      monthlyPaymentCents: 40_000,
      debtToIncome: 0.4,
    },
  });
  const queue = await reviewer.get('/reviews');
  assert.ok((queue.json.applications as { ref: string }[]).some((waiting) => waiting.ref === ref));
  for (const headers of [undefined, asBrowser]) {
    const { text } = await reviewer.get(`/reviews/${ref}`, headers);
    assert.ok(text.includes('•••-••-6789') && text.includes('passport.png'));
    assert.doesNotMatch(text, /123-?45-?6789|0012345678|maria@|CANARY/);
  }
  assert.ok((await reviewer.get(`/reviews/${ref}`, asBrowser)).text.includes('&lt;b&gt;Debt'));
});

test('a reviewer can download the documents of a submitted application', async () => {
  const { json } = await reviewer.get(`/reviews/${ref}`);
  const [document] = json.documents as { ref: string }[];
  assert.equal((await reviewer.get(`/applications/${ref}/documents/${document?.ref}`)).status, 200);
});

test('a decision is stored in the vault, reaches the workflow by reference, and ends the application', async () => {
  const { status, json } = await decide(decision());
  assert.equal(status, 200);
  await statusIs('approved');
  const history = JSON.stringify(await portal.temporal.workflow.getHandle(ref).fetchHistory());
  assert.ok(!history.includes(canary));
  const stored = await portal.worker
    .vault('decision')
    .get('review-decision', json.decision as DecisionRef);
  assert.deepEqual(stored, {
    decision: 'approve',
    rationale: `All fits. ${canary}`,
    reviewer: reviewer.id,
  });
});

test('a decision that is sent twice at the same time is stored once', async () => {
  const body = decision({ decision: 'decline' });
  const answers = await Promise.all([decide(body), decide(body)]);
  // The second may find the application already decided, by the very same decision.
  assert.ok(answers.some(({ status }) => status === 200));
  assert.equal(await decisions(), 1);
  await statusIs('declined');
});

test('a decision that is sent again after a time-out gets the same answer', async () => {
  const body = decision();
  const first = await decide(body);
  await statusIs('approved');
  const again = await decide(body);
  assert.deepEqual([again.status, again.json], [200, first.json]);
  const changed = await decide({ ...body, decision: 'decline' });
  assert.deepEqual([changed.status, changed.json.code], [409, 'REVIEW_NOT_AWAITING']);
  assert.equal(await decisions(), 1);
});

test('a second decision on an application is refused, and the first one stays', async () => {
  await decide(decision());
  await statusIs('approved');
  const late = await decide(decision({ decision: 'decline' }));
  assert.deepEqual([late.status, late.json.code], [409, 'REVIEW_NOT_AWAITING']);
  assert.ok(!late.text.includes(canary));
  assert.equal(await decisions(), 1);
});

test('of two reviewers who decide at the same time, one is refused', async () => {
  const other = createVisitor(portal.url);
  await other.signIn(await portal.addUser('reviewer'));
  const answers = await Promise.all([
    decide(decision()),
    other.post(`/reviews/${ref}/decision`, decision({ decision: 'decline' })),
  ]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
});

test('a decision that a later one has overtaken is reported as overtaken, and not as too late', async () => {
  const session = portal.vault.as({ id: reviewer.id, role: 'reviewer', purpose: 'review' });
  const record = (decision: 'approve' | 'decline') => {
    const value = { decision, rationale: 'so', reviewer: reviewer.id };
    return session.put('review-decision', {
      subject: ref,
      value,
      idempotencyKey: newIdempotencyKey(),
    });
  };
  const [first, second] = [await record('approve'), await record('decline')];
  const loanWorkflow = createLoanWorkflow(portal.temporal, portal.taskQueue);
  await assert.rejects(loanWorkflow.decide(ref, first), { code: 'DECISION_OVERTAKEN' });
  await loanWorkflow.decide(ref, second);
  await statusIs('declined');
});

test('an invalid decision is refused, and its form is shown again with the reviewer’s text', async () => {
  const bodies: [body: object, code: string][] = [
    [decision({ rationale: ' ' }), 'FORM_INVALID'],
    [decision({ decision: 'refer' }), 'FORM_INVALID'],
    [decision({ rationale: 'x'.repeat(2_001) }), 'FORM_INVALID'],
    [decision({ idempotencyKey: 'mine' }), 'FORM_INVALID'],
    [decision({ reviewer: randomUUID() }), 'REQUEST_UNEXPECTED_FIELD'],
    [decision({ rationale: 'x'.repeat(100_000) }), 'REQUEST_TOO_LARGE'],
  ];
  for (const [body, code] of bodies) assert.equal((await decide(body)).json.code, code);
  // 2,000 characters are 2,000 in every script, and come back when something else is wrong.
  const longest = '審'.repeat(1_990) + canary;
  const full = new URLSearchParams(decision({ decision: '', rationale: longest.slice(-2_000) }));
  const again = await reviewer.post(`/reviews/${ref}/decision`, full, asBrowser);
  assert.deepEqual([again.status, again.text.includes(longest.slice(-2_000))], [422, true]);
  const page = await reviewer.post(
    `/reviews/${ref}/decision`,
    new URLSearchParams(decision({ decision: '' })),
    asBrowser,
  );
  assert.equal(page.status, 422);
  assert.ok(page.text.includes(canary) && page.text.includes('href="#decision"'));
  assert.equal(await decisions(), 0);
});

test('a decision that needs a new sign-in keeps the reviewer’s text, and counts when it is sent again', async () => {
  const form = new URLSearchParams(decision());
  const send = () => reviewer.post(`/reviews/${ref}/decision`, form, asBrowser);
  await signedInAgo(portal, reviewer, 6);
  const page = await send();
  assert.equal(page.status, 401);
  assert.ok(
    page.text.includes(canary) && page.text.includes('value="approve" id="decision" checked'),
  );
  assert.match(page.text, /href="\/sign-in\/again" target="_blank"/);
  assert.equal(await decisions(), 0);
  await signedInAgo(portal, reviewer, 0);
  assert.equal((await send()).status, 303);
  await statusIs('approved');
});

test('a reviewer cannot decide on their own application', async () => {
  portal.identity.add({ email: applicant.email, displayName: '', role: 'reviewer' });
  try {
    const own = createVisitor(portal.url);
    await own.signIn(applicant);
    const { status, json } = await own.post(`/reviews/${ref}/decision`, decision());
    assert.deepEqual([status, json.code], [403, 'REVIEW_OWN_APPLICATION']);
  } finally {
    await portal.ownerPool.query(`update users set role = 'customer' where id = $1`, [customer.id]);
  }
  assert.equal(await decisions(), 0);
});

test('an application that was withdrawn in review accepts no decision', async () => {
  await customer.post(`/applications/${ref}/withdraw`);
  await statusIs('withdrawn');
  assert.equal((await decide(decision())).json.code, 'REVIEW_NOT_AWAITING');
});

// The last one: it stops the worker.
test('while no worker accepts a decision its form is shown again, and a changed decision counts', async () => {
  await stopWorker();
  const first = decision({ decision: 'approve' });
  const page = await reviewer.post(
    `/reviews/${ref}/decision`,
    new URLSearchParams(first),
    asBrowser,
  );
  assert.equal(page.status, 503);
  assert.ok(page.text.includes(canary) && page.text.includes(first.idempotencyKey));
  stopWorker = await startTestWorker(portal);
  const { status } = await decide({ ...first, decision: 'decline' });
  // The first decision may have waited for the worker; then that one counts.
  if (status === 200) await statusIs('declined');
  else await statusIs('approved');
  const again = await decide({ ...first, decision: 'decline' });
  assert.equal(again.status, status, 'the same answer to the same decision');
});
