/** Workflows that call an activity with options that are not its own. Never copy from here. */
import * as wf from '@temporalio/workflow';
import { once } from './policies.ts';

const { startToCloseTimeout, heartbeatTimeout, retry } = once;

// times and numbers made from data
export const timeout = call({ ...once, startToCloseTimeout: 9_123_456 });
export const manyAttempts = call({ ...once, retry: { maximumAttempts: 912_345 } });
export const coefficient = call({ ...once, retry: { ...retry, backoffCoefficient: 1.912345678 } });
export const digitsAsActivityId = call({ ...once, activityId: '912345678' });

// a choice among what the contract lists, or does without
export const listedTimeout = call({ ...once, startToCloseTimeout: '10 seconds' });
export const anotherTimeout = call({ ...once, scheduleToStartTimeout: '20 seconds' });
export const noHeartbeatTimeout = call({ startToCloseTimeout, retry });
export const noRetryPolicy = call({ startToCloseTimeout, heartbeatTimeout });
export const listedErrorTypes = call({
  ...once,
  retry: { ...retry, nonRetryableErrorTypes: ['Redacted'] },
});
export const codeAsActivityId = call({ ...once, activityId: 'decline' });
export const cancellationType = call({ ...once, cancellationType: 'ABANDON' });
export const eagerness = call({ ...once, allowEagerDispatch: false });

function call(options: wf.ActivityOptions): () => Promise<void> {
  type Steps = Record<'notifyCustomer', (application: string) => Promise<void>>;
  return () => wf.proxyActivities<Steps>(options).notifyCustomer(wf.workflowInfo().workflowId);
}
