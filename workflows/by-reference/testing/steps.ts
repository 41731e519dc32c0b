/**
 * Activities that only return answers: here the order of steps counts. The real ones have their own
 * tests.
 */
import { activityInfo } from '@temporalio/activity';
import { newReference } from '#vault/references.ts';
import { activityNames, isReference } from '#contract/index.ts';
import type { LoanActivities } from '#contract/index.ts';

export type Step = keyof LoanActivities;

/** The steps of an application that is approved without a reviewer. */
const usual: LoanActivities = {
  scanDocuments: async () => 'clean',
  requestDocuments: async () => {},
  validateApplication: async () => 'complete',
  extractFields: async () => newReference('rpt'),
  verifyIdentity: async () => ['confirmed', newReference('rpt')],
  scoreRisk: async () => ['approve', newReference('rpt')],
  requestReview: async () => {},
  remindReviewers: async () => {},
  readDecision: async () => 'approve',
  renderLetter: async () => newReference('ltr'),
  notifyCustomer: async () => {},
  recordOutcome: async () => {},
};

export interface Steps {
  activities: LoanActivities;
  /**
   * The calls in order, without retries: each step with its codes and the kinds of its references.
   */
  taken: string[];
  /** Resolves once the step has been called. */
  reached(step: Step): Promise<void>;
}

/** Steps that record their calls and answer as usual, or as given. */
export function observedSteps(given: Partial<LoanActivities>): Steps {
  const answers = { ...usual, ...given };
  const taken: string[] = [];
  const calls = new Map(activityNames.map((step) => [step, Promise.withResolvers<void>()]));
  const activities = activityNames.map((step) => [
    step,
    async (...args: unknown[]) => {
      if (activityInfo().attempt === 1) taken.push(inWords(step, args.slice(1)));
      calls.get(step)?.resolve();
      return await (answers[step] as (...args: unknown[]) => Promise<unknown>)(...args);
    },
  ]);
  return {
    activities: Object.fromEntries(activities) as LoanActivities,
    taken,
    reached: async (step) => calls.get(step)?.promise,
  };
}

/** `scoreRisk rpt rpt`, `recordOutcome approved`. */
function inWords(step: Step, args: unknown[]): string {
  const words = args.flat().map((arg) => (isReference(arg) ? arg.slice(0, 3) : String(arg)));
  return [step, ...words].join(' ');
}

/** A step that takes as long as the test wants. */
export function held<Result>(result: Result): { step: () => Promise<Result>; release(): void } {
  const { promise, resolve } = Promise.withResolvers<Result>();
  return { step: () => promise, release: () => resolve(result) };
}
