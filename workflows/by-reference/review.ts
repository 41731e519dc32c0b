/**
 * Waiting for a reviewer: a queue entry, an Update that carries a decision, a reminder and an
 * expiry.
 */
import { allHandlersFinished, condition, defineUpdate, setHandler } from '@temporalio/workflow';
import { isReference } from '#contract/index.ts';
import { expireAfter, remindAfter } from '#contract/durations.ts';
import type { ApplicationRef, DecisionRef, updates } from '#contract/index.ts';
import { steps } from './activity-options.ts';
import { bestEffort, refusal } from './step-failures.ts';

/** An Update and not a Signal: the reviewer learns whether the decision was accepted. */
export const decide = defineUpdate<void, [DecisionRef], keyof typeof updates>('decide');

export interface Review {
  /** Asks the reviewers, and waits for a decision or the deadline. */
  decision(): Promise<'approve' | 'decline' | 'expire'>;
  /** Accepts no more decisions, and waits until the accepted ones have been answered. */
  close(): Promise<void>;
}

/**
 * Registers the Update `decide`, which is refused (`NotAwaitingReview`) unless `decision` is
 * waiting for it.
 */
export function openReview(application: ApplicationRef): Review {
  let isAwaiting = false;
  let decision: 'approve' | 'decline' | undefined;
  const isDecided = (): boolean => decision !== undefined;

  /** Runs before anything is written to history: what it throws leaves no trace there. */
  function validate(ref: DecisionRef): void {
    if (!isReference(ref, 'dec')) throw refusal('NotAReference');
    if (!isAwaiting || isDecided()) throw refusal('NotAwaitingReview');
  }

  async function take(ref: DecisionRef): Promise<void> {
    const taken = await steps.readDecision(application, ref);
    // A second one may have passed the validator while the first was read. The first one counts.
    if (isDecided()) throw refusal('NotAwaitingReview');
    decision = taken;
  }

  setHandler(decide, take, { validator: validate });

  async function close(): Promise<void> {
    isAwaiting = false;
    // A workflow that ends before its handlers do leaves their callers with an error.
    await condition(allHandlersFinished);
  }

  return {
    close,
    async decision() {
      // Before the queue shows the application: a reviewer may be quicker than the answer to this
      // activity.
      isAwaiting = true;
      await steps.requestReview(application);
      if (!(await condition(isDecided, remindAfter))) {
        // Not awaited: an unavailable mail server must not delay a decision.
        void bestEffort(steps.remindReviewers(application));
        await condition(isDecided, expireAfter);
      }
      // What was accepted before the deadline counts, even if reading it takes until after.
      await close();
      return decision ?? 'expire';
    },
  };
}
