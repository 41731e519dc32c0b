/**
 * The wait for a person: an Update that carries their decision, and a Signal that carries why a
 * customer withdraws.
 */
import {
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import { expireAfter } from '#contract/durations.ts';
import { steps } from './activity-options.ts';
import type { LoanApplication, Outcome, ReviewDecision, RiskAssessment } from './contract.ts';

/**
 * What a reviewer wrote is in WorkflowExecutionUpdateAccepted, and the answer in
 * WorkflowExecutionUpdateCompleted.
 */
export const decide = defineUpdate<ReviewDecision, [ReviewDecision]>('decide');
/**
 * Why a customer withdraws is in WorkflowExecutionSignaled, whether or not the workflow ever looks
 * at it.
 */
export const withdraw = defineSignal<[string]>('withdraw');

/** Not in history, and harmless: it says nothing about anyone. */
export const isInReview = defineQuery<boolean>('isInReview');

export interface Review {
  /** Asks the reviewers, and waits for a decision or for the deadline. */
  outcome(assessment: RiskAssessment): Promise<Outcome>;
  /** Takes a reviewer's decision; the first one counts. */
  take(decision: ReviewDecision): ReviewDecision;
  /** The customer's reason to withdraw, or else the reviewer's rationale. */
  reason(): string | undefined;
}

export function openReview({ details }: LoanApplication): Review {
  let decision: ReviewDecision | undefined;
  let withdrawal: string | undefined;
  let isAwaiting = false;

  const take = (given: ReviewDecision): ReviewDecision => (decision ??= given);
  setHandler(decide, take);
  setHandler(withdraw, (why) => void (withdrawal = why));
  setHandler(isInReview, () => isAwaiting);

  return {
    take,
    reason: () => withdrawal ?? decision?.rationale,
    async outcome(assessment) {
      await steps.requestReview(details, assessment);
      isAwaiting = true;
      await condition(() => decision !== undefined, expireAfter);
      if (!decision) return 'expired';
      return decision.decision === 'approve' ? 'approved' : 'declined';
    },
  };
}
