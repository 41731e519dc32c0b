/**
 * Takes the place of workflows/by-reference/conclusion.ts in a bundle that must not replay: the outcome is recorded
 * first and the customer told afterwards. A change like this, without `patched`, stops every application under way.
 */
import { steps } from '#workflows/by-reference/activity-options.ts';
import type { ApplicationRef, Outcome } from '#contract/index.ts';

export async function conclude(application: ApplicationRef, outcome: Outcome): Promise<Outcome> {
  await steps.recordOutcome(application, outcome);
  await steps.renderLetter(application, outcome);
  await steps.notifyCustomer(application);
  return outcome;
}
