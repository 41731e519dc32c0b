/**
 * Replaces workflows/by-reference/conclusion.ts in a bundle that must fail to replay: it records
 * the outcome before it notifies the customer. Without `patched`, such a change stops every running
 * application.
 */
import { steps } from '#workflows/by-reference/activity-options.ts';
import type { ApplicationRef, Outcome } from '#contract/index.ts';

export async function conclude(application: ApplicationRef, outcome: Outcome): Promise<Outcome> {
  await steps.recordOutcome(application, outcome);
  await steps.renderLetter(application, outcome);
  await steps.notifyCustomer(application);
  return outcome;
}
