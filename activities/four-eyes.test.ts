/** Above an amount two reviewers approve, whatever steps Temporal's operator calls. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { worker } from '#lending/index.ts';
import { fourEyesAboveCents } from '#lending/rules.ts';
import { newActor, takeStepsOf } from '#lending/testing/lending.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef, DecisionRef } from '#contract/index.ts';
import { openTestActivities, testContext, withType } from './testing/world.ts';
import type { TestActivities } from './testing/world.ts';

let open: TestActivities;
let large: ApplicationRef;
before(async () => void (open = await openTestActivities()));
beforeEach(async () => void (large = await inReview(fourEyesAboveCents + 1)));
after(() => open.close());

const [anna, ben] = [newActor('reviewer'), newActor('reviewer')];
const run = <Result>(step: () => Promise<Result>) => testContext().run(step);
const read = (decision: DecisionRef, application = large) =>
  run(() => open.activities.readDecision(application, decision));
const record = (outcome: 'approved' | 'declined', application = large) =>
  run(() => open.activities.recordOutcome(application, outcome));

async function inReview(requestedCents: number): Promise<ApplicationRef> {
  const application = await open.submitted({ requestedCents });
  await takeStepsOf(open.services, application, 'assessed');
  await run(() => open.activities.requestReview(application));
  return application;
}

/** What the portal writes for a reviewer. */
async function decide(by: Actor, decision: 'approve' | 'decline', application = large) {
  const idempotencyKey = newIdempotencyKey();
  const { applications, vault } = open.services;
  if (decision === 'approve') await applications.approve(by, application, idempotencyKey);
  const value = { decision, rationale: 'so', reviewer: by.id };
  return vault.as(by).put('review-decision', { subject: application, value, idempotencyKey });
}

// control: ASVS 2.3.5, SOC2 CC6.3
test('one reviewer cannot approve a large loan, even if Temporal calls the steps directly', async () => {
  const first = await decide(anna, 'approve');
  await assert.rejects(read(first), withType('VaultRefused'));
  await assert.rejects(record('approved'), withType('OutcomeNotSupported'));
  // As if a step had let it count.
  await open.services.workerApplications.acceptDecision(worker, large, first);
  await assert.rejects(record('approved'), withType('OutcomeNotSupported'));
  await assert.rejects(
    run(() => open.activities.renderLetter(large, 'approved')),
    withType('OutcomeNotSupported'),
  );
});

test('a large loan is approved once a second reviewer has approved as well', async () => {
  await decide(anna, 'approve');
  const second = await decide(ben, 'approve');
  assert.equal(await read(second), 'approve');
  // Too late to count.
  await decide(newActor('reviewer'), 'decline');
  await record('approved');
});

test('the same reviewer cannot approve a large loan twice', async () => {
  const first = await decide(anna, 'approve');
  await assert.rejects(decide(anna, 'approve'), { code: 'APPROVED_BEFORE' });
  // Past the portal's code: a second decision of theirs, and one that they wrote for another.
  for (const reviewer of [anna.id, ben.id]) {
    const forged = await open.services.vault.as(anna).put('review-decision', {
      subject: large,
      value: { decision: 'approve', rationale: 'so', reviewer },
      idempotencyKey: newIdempotencyKey(),
    });
    for (const decision of [first, forged])
      await assert.rejects(
        read(decision),
        (error) => (error as Error).name === 'ApplicationFailure',
      );
  }
  await assert.rejects(record('approved'), withType('OutcomeNotSupported'));
});

test('one decline of a large loan is enough, before or after an approval', async () => {
  await decide(anna, 'approve');
  const decline = await decide(ben, 'decline');
  // A third who approves does not outvote the decline.
  const late = await decide(newActor('reviewer'), 'approve');
  await assert.rejects(read(late), withType('VaultRefused'));
  const again = await decide(ben, 'decline');
  assert.notEqual(again, decline);
  assert.equal(await read(again), 'decline');
  await record('declined');
});

test('up to the amount one reviewer is enough, and above it no assessment is', async () => {
  const small = await inReview(fourEyesAboveCents);
  const only = await open.services.vault.as(anna).put('review-decision', {
    subject: small,
    value: { decision: 'approve', rationale: 'so', reviewer: anna.id },
    idempotencyKey: newIdempotencyKey(),
  });
  assert.equal(await read(only, small), 'approve');
  await record('approved', small);

  const assessed = await open.submitted({ requestedCents: fourEyesAboveCents + 1 });
  await takeStepsOf(open.services, assessed, 'identity-checked');
  const store = open.services.workerVault.as(worker);
  const identity = { confirmed: true, bureauReference: 'x' };
  await store.put('identity-report', { subject: assessed, value: identity });
  const figures = { score: 90, reasons: [], evidence: [], monthlyPaymentCents: 1, debtToIncome: 0 };
  const value = { recommendation: 'approve' as const, ...figures };
  await store.put('risk-assessment', { subject: assessed, value });
  await takeStepsOf(open.services, assessed, 'assessed');
  await assert.rejects(record('approved', assessed), withType('OutcomeNotSupported'));
});
