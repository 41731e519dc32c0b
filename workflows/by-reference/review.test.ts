import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { failure } from '#infra/temporal/failures.ts';
import { hurriedPaths, walk } from '#test/replay/paths.ts';
import { newReference } from '#vault/references.ts';
import type { DecisionRef, LoanActivities, ReportRef } from '#contract/index.ts';
import { held } from './testing/steps.ts';
import { openTestLoans } from './testing/world.ts';
import type { TestLoans } from './testing/world.ts';

let loans: TestLoans;
let hurried: TestLoans;
before(async () => {
  loans = await openTestLoans();
  hurried = await openTestLoans('short');
});

const referring: Partial<LoanActivities> = {
  scoreRisk: async () => ['refer', newReference('rpt')],
};

for (const path of Object.values(hurriedPaths)) {
  test(path.says, () =>
    hurried.run(path.given ?? {}, async (loan) => {
      assert.equal(await walk(loan, path), path.end);
      assert.deepEqual(loan.taken, path.steps);
    }),
  );
}

test('a decision that comes too early, is none, or belongs to another application is refused', async () => {
  const scoring = held<['refer', ReportRef]>(['refer', newReference('rpt')]);
  const own = newReference('dec');
  const readDecision: LoanActivities['readDecision'] = async (_application, decision) => {
    if (decision !== own) throw failure('DecisionNotForThisApplication', { nonRetryable: true });
    return 'approve';
  };
  await loans.run({ scoreRisk: scoring.step, readDecision }, async (loan) => {
    await loan.reached('scoreRisk');
    assert.equal(await loan.decide(newReference('dec')), 'NotAwaitingReview');
    scoring.release();
    await loan.reached('requestReview');
    assert.equal(await loan.decide(newReference('app') as unknown as DecisionRef), 'NotAReference');
    assert.equal(await loan.decide(newReference('dec')), 'DecisionNotForThisApplication');
    assert.equal(await loan.decide(own), 'taken');
    assert.equal(await loan.end(), 'approved');
  });
});

test('a decision counts from the moment that the queue shows the application', async () => {
  const queueing = held(undefined);
  await loans.run({ ...referring, requestReview: queueing.step }, async (loan) => {
    await loan.reached('requestReview');
    assert.equal(await loan.decide(), 'taken');
    queueing.release();
    assert.equal(await loan.end(), 'approved');
  });
});

test('of two concurrent decisions one counts, and the other reviewer gets a refusal', async () => {
  const both = Promise.withResolvers<void>();
  let reading = 0;
  const readDecision: LoanActivities['readDecision'] = async () => {
    if (++reading === 2) both.resolve();
    await both.promise;
    return 'approve';
  };
  await loans.run({ ...referring, readDecision }, async (loan) => {
    await loan.reached('requestReview');
    const answers = await Promise.all([loan.decide(), loan.decide()]);
    assert.deepEqual(answers.sort(), ['NotAwaitingReview', 'taken']);
    assert.equal(await loan.end(), 'approved');
  });
});

test('a decision that is sent twice is read once, and accepted both times', async () => {
  await loans.run(referring, async (loan) => {
    const decision = newReference('dec');
    await loan.reached('requestReview');
    const answers = await Promise.all([loan.decide(decision), loan.decide(decision)]);
    assert.deepEqual(answers, ['taken', 'taken']);
    assert.equal(loan.taken.filter((step) => step === 'readDecision dec').length, 1);
  });
});

test('a decision that was accepted before the deadline counts, even if it is read after', async () => {
  const reading = held('approve' as const);
  await hurried.run({ ...referring, readDecision: reading.step }, async (loan) => {
    await loan.reached('remindReviewers');
    const answer = loan.decide();
    // The reminder came after one second, and three more are given.
    setTimeout(reading.release, 5_000);
    assert.equal(await answer, 'taken');
    assert.equal(await loan.end(), 'approved');
  });
});

test('a withdrawal while a decision is read wins, and the reviewer gets an answer', async () => {
  const reading = held('approve' as const);
  await loans.run({ ...referring, readDecision: reading.step }, async (loan) => {
    await loan.reached('requestReview');
    const answer = loan.decide();
    await loan.reached('readDecision');
    await loan.handle.cancel();
    assert.notEqual(await answer, 'taken');
    assert.equal(await loan.end(), 'withdrawn');
    reading.release();
  });
});

test('reviewers are reminded once, and an unavailable mail server does not delay their decision', async () => {
  const mailing = held(undefined);
  await hurried.run({ ...referring, remindReviewers: mailing.step }, async (loan) => {
    await loan.reached('remindReviewers');
    assert.equal(await loan.decide(), 'taken');
    assert.equal(await loan.end(), 'approved');
    mailing.release();
  });
});
