/** How long each kind of step may take, and how often it is retried. */
import { proxyActivities } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import { activities } from '#contract/index.ts';
import type { ActivityName, IntakeActivities, RetryPolicy } from '#contract/index.ts';

const policies: Record<RetryPolicy, ActivityOptions> = {
  /** A database that is down for minutes comes back: retried for ever. */
  records: { startToCloseTimeout: '1 minute', retry: { maximumInterval: '1 minute' } },
  documents: { startToCloseTimeout: '20 minutes', retry: { maximumInterval: '1 minute' } },
};

const step = <Name extends ActivityName>(name: Name): IntakeActivities[Name] =>
  proxyActivities<IntakeActivities>(policies[activities[name].policy])[name];

export const steps: IntakeActivities = {
  readLabResult: step('readLabResult'),
  triage: step('triage'),
};
