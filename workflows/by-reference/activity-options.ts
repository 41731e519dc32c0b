import { proxyActivities } from '@temporalio/workflow';
import { activities, activityNames, policies } from '#contract/index.ts';
import type { LoanActivities } from '#contract/index.ts';

/** The steps of the process, each under the policy that the contract states for it. */
export const steps = Object.fromEntries(
  activityNames.map((name) => [
    name,
    proxyActivities<LoanActivities>(policies[activities[name].policy])[name],
  ]),
) as unknown as LoanActivities;
