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
import { openReplacement } from './replacement.ts';
import type { Replacement } from './replacement.ts';
import { openReview } from './review.ts';
import type { Review } from './review.ts';

/**
 * Processes one application from submission to outcome. Cancelling it is the customer's withdrawal.
 */
export async function loanApplication(application: ApplicationRef): Promise<Outcome> {
  // Before the first await: what comes too early is then answered, instead of left unanswered.
  const review = openReview(application);
  const replacement = openReplacement(application);
  try {
    const outcome = await decideOn(application, replacement, review);
    return await conclude(application, outcome);
  } catch (error) {
    return await CancellationScope.nonCancellable(() => endEarly(application, review, error));
  }
}

async function decideOn(
  application: ApplicationRef,
  replacement: Replacement,
  review: Review,
): Promise<Outcome> {
  const recommendation = await assess(application, replacement);
  const decision = recommendation === 'refer' ? await review.decision() : recommendation;
  return ({ approve: 'approved', decline: 'declined', expire: 'expired' } as const)[decision];
}

async function assess(
  application: ApplicationRef,
  replacement: Replacement,
): Promise<'approve' | 'refer' | 'decline'> {
  // No one opens an infected file, so no reviewer is asked about one.
  if (!(await replacement.allClean())) return 'decline';
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
 * An end without a decision: the customer's withdrawal, or a failure. A failure to record it must
 * not hide the failure that led here.
 */
async function endEarly(
  application: ApplicationRef,
  review: Review,
  error: unknown,
): Promise<Outcome> {
  await review.close();
  // A cancellation is a withdrawal only if the vault has the customer's word for it.
  if (isCancellation(error) && (await bestEffort(steps.recordOutcome(application, 'withdrawn'))))
    return 'withdrawn';
  await bestEffort(steps.recordOutcome(application, 'failed'));
  // The mail holds a link only; without it the customer would wait for an end that has come.
  await bestEffort(steps.notifyCustomer(application));
  throw error;
}
