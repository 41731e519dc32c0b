import type { LoanActivities } from '#contract/index.ts';
import { createSettlement } from './settlement.ts';
import type { Tools } from './tools.ts';

/**
 * Records how the application ended, for the portal's lists and as the last entry of the timeline.
 */
export function createRecordOutcome(
  tools: Tools<'recordOutcome'>,
): LoanActivities['recordOutcome'] {
  const { moveTo, note } = tools;
  const settle = createSettlement(tools);
  return async (application, outcome) => {
    await settle(application, outcome);
    await moveTo(application, outcome);
    await note(application, outcome);
  };
}
