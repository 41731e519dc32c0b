/**
 * The loan process, by reference. This code runs in Temporal's sandbox and sees references and
 * routing codes only; code that reads or writes data is an activity. A change of its steps must
 * replay the saved histories (test/replay), or be made with `patched`.
 */
import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { ApplicationRef, Outcome, ReportRef } from '#contract/index.ts';
import { steps } from './activity-options.ts';
import { conclude } from './conclusion.ts';
import { bestEffort, isCausedBy, isUnanswered } from './step-failures.ts';
import { openReview } from './review.ts';
import type { Review } from './review.ts';

/**
 * Processes one application from submission to outcome. Cancelling it is the customer's withdrawal.
 */
export async function loanApplication(application: ApplicationRef): Promise<Outcome> {
  // Before the first await: a decision that comes too early is then refused, instead of left
  // unanswered.
  const review = openReview(application);
  try {
    const outcome = await decideOn(application, review);
    return await conclude(application, outcome);
  } catch (error) {
    const isWithdrawn = isCancellation(error);
    await CancellationScope.nonCancellable(() =>
      recordEnd(application, review, isWithdrawn ? 'withdrawn' : 'failed'),
    );
    if (isWithdrawn) return 'withdrawn';
    throw error;
  }
}

async function decideOn(application: ApplicationRef, review: Review): Promise<Outcome> {
  const recommendation = await assess(application);
  const decision = recommendation === 'refer' ? await review.decision() : recommendation;
  return ({ approve: 'approved', decline: 'declined', expire: 'expired' } as const)[decision];
}

async function assess(application: ApplicationRef): Promise<'approve' | 'refer' | 'decline'> {
  // No reviewer should open an infected file, so none is asked; the letter says what to do.
  if ((await steps.scanDocuments(application)) === 'infected') return 'decline';
  if ((await steps.validateApplication(application)) === 'incomplete') return 'decline';
  const extraction = await steps.extractFields(application);
  const [identity, ...identityReport] = await verifyIdentity(application);
  const [recommendation] = await steps.scoreRisk(application, [extraction, ...identityReport]);
  // Without a confirmed identity a reviewer decides, regardless of the score.
  return identity === 'confirmed' ? recommendation : 'refer';
}

/**
 * A bureau that stays down is no reason to fail an application: a reviewer can decide without it.
 */
async function verifyIdentity(
  application: ApplicationRef,
): Promise<['confirmed' | 'unconfirmed', ReportRef] | ['unavailable']> {
  for (;;) {
    try {
      return await steps.verifyIdentity(application);
    } catch (error) {
      if (isUnanswered(error, 'BureauUnavailable')) return ['unavailable'];
      // The attempts are for the bureau. An outage of our own storage must not use them up.
      if (!isCausedBy(error, 'StorageUnavailable')) throw error;
    }
  }
}

/**
 * For an end without a decision. A failure to record it must not hide the failure that led here.
 */
async function recordEnd(application: ApplicationRef, review: Review, end: 'withdrawn' | 'failed') {
  await review.close();
  const recording = steps.recordOutcome(application, end);
  await (end === 'failed' ? bestEffort(recording) : recording);
  // The mail holds a link only; without it the customer would wait for an end that has come.
  if (end === 'failed') await bestEffort(steps.notifyCustomer(application));
}
