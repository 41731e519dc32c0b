import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { failure } from '#infra/temporal/failures.ts';
import { paths, walk } from '#test/replay/paths.ts';
import { newReference } from '#vault/references.ts';
import type { FailureType, LoanActivities } from '#contract/index.ts';
import { held } from './testing/steps.ts';
import type { Step } from './testing/steps.ts';
import { openTestLoans, typeOf } from './testing/world.ts';
import type { TestLoans } from './testing/world.ts';

let loans: TestLoans;
before(async () => {
  loans = await openTestLoans();
});

for (const path of Object.values(paths)) {
  test(path.says, () =>
    loans.run(path.given ?? {}, async (loan) => {
      assert.equal(await walk(loan, path), path.end);
      assert.deepEqual(loan.taken, path.steps);
    }),
  );
}

const referring: Partial<LoanActivities> = {
  scoreRisk: async () => ['refer', newReference('rpt')],
};

const undecided: Step[] = [
  'scanDocuments',
  'validateApplication',
  'extractFields',
  'verifyIdentity',
  'scoreRisk',
  'requestReview',
];

for (const step of undecided) {
  test(`a withdrawal during ${step} ends the process there`, async () => {
    const slow = held(undefined as never);
    await loans.run({ ...referring, [step]: slow.step }, async (loan) => {
      await loan.reached(step);
      await loan.handle.cancel();
      assert.equal(await loan.end(), 'withdrawn');
      assert.equal(loan.taken.at(-2)?.split(' ')[0], step);
      assert.equal(loan.taken.at(-1), 'recordOutcome withdrawn');
      slow.release();
    });
  });
}

for (const step of ['renderLetter', 'notifyCustomer', 'recordOutcome'] satisfies Step[]) {
  test(`a withdrawal during ${step} is too late, and leaves no letter without its outcome`, async () => {
    const slow = held(step === 'renderLetter' ? newReference('ltr') : (undefined as never));
    await loans.run({ [step]: slow.step }, async (loan) => {
      await loan.reached(step);
      await loan.handle.cancel();
      slow.release();
      assert.equal(await loan.end(), 'approved');
      assert.equal(loan.taken.at(-1), 'recordOutcome approved');
    });
  });
}

const refusals: [Step, FailureType][] = [
  ['scanDocuments', 'RecordNotFound'],
  ['validateApplication', 'RecordInvalid'],
  ['verifyIdentity', 'BureauRefused'],
  ['scoreRisk', 'VaultRefused'],
  ['requestReview', 'VaultRefused'],
  ['renderLetter', 'VaultRefused'],
];

for (const [step, type] of refusals) {
  test(`when ${step} fails permanently, the workflow fails with its type, and the customer sees it`, async () => {
    const failing = () => Promise.reject(failure(type, { nonRetryable: true }));
    await loans.run({ ...referring, [step]: failing }, async (loan) => {
      if (step === 'renderLetter') await loan.reached('requestReview').then(() => loan.decide());
      await assert.rejects(loan.handle.result(), (error) => typeOf(error) === type);
      assert.equal(loan.taken.at(-3)?.split(' ')[0], step);
      assert.deepEqual(loan.taken.slice(-2), ['recordOutcome failed', 'notifyCustomer']);
    });
  });
}

test('an outage of our own storage does not use up the attempts that are for the bureau', async () => {
  let calls = 0;
  const verifyIdentity: LoanActivities['verifyIdentity'] = async () => {
    calls += 1;
    // As after eight attempts, which would take a minute and a half.
    if (calls < 3) throw failure('StorageUnavailable', { nonRetryable: true });
    return ['confirmed', newReference('rpt')];
  };
  await loans.run({ verifyIdentity }, async (loan) => {
    assert.equal(await loan.end(), 'approved');
    assert.equal(calls, 3);
  });
});

test('the workflow reports the original failure, even if that cannot be recorded', async () => {
  const failing = (type: FailureType) => () =>
    Promise.reject(failure(type, { nonRetryable: true }));
  const given = {
    extractFields: failing('VaultRefused'),
    recordOutcome: failing('RecordNotFound'),
  };
  await loans.run(given, async (loan) => {
    await assert.rejects(loan.handle.result(), (error) => typeOf(error) === 'VaultRefused');
  });
});
