import type { LoanActivities } from '#workflows/contract.ts';
import type { Tools } from './tools.ts';

/** Records how the application ended: for the portal's lists, and as the last entry of the timeline. */
export function createRecordOutcome({ moveTo, note }: Tools): LoanActivities['recordOutcome'] {
  return async (application, outcome) => {
    await moveTo(application, outcome);
    await note(application, outcome);
  };
}
