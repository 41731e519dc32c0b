/** The steps, each under the policy that the contract states for it. */
import { proxyActivities } from '@temporalio/workflow';
import { activities, policies } from '#contract/index.ts';
import type { ActivityName, IntakeActivities } from '#contract/index.ts';

const step = <Name extends ActivityName>(name: Name): IntakeActivities[Name] =>
  proxyActivities<IntakeActivities>(policies[activities[name].policy])[name];

export const steps: IntakeActivities = {
  readLabResult: step('readLabResult'),
  triage: step('triage'),
};
