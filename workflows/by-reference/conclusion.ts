/** The end of a decided application: letter, mail, record. */
import { CancellationScope, condition } from '@temporalio/workflow';
import { mailPatience } from '#contract/durations.ts';
import type { ApplicationRef, Outcome } from '#contract/index.ts';
import { steps } from './activity-options.ts';
import { bestEffort } from './step-failures.ts';

/**
 * Writes the letter, notifies the customer and records `outcome`. Not cancellable: the decision
 * stands, and a withdrawal that comes now must not leave a letter without an outcome.
 */
export function conclude(application: ApplicationRef, outcome: Outcome): Promise<Outcome> {
  return CancellationScope.nonCancellable(async () => {
    await steps.renderLetter(application, outcome);
    let isTold = false;
    // The mail holds a link and no news, so a mail that cannot be delivered does not change the
    // outcome.
    const telling = bestEffort(steps.notifyCustomer(application)).then(() => {
      isTold = true;
    });
    await condition(() => isTold, mailPatience);
    await steps.recordOutcome(application, outcome);
    await telling;
    return outcome;
  });
}
