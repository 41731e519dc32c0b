/** The control: a workflow as people write it who have not thought of who can read its history. */
import {
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { LeakyActivities } from './activities.ts';

const options = { startToCloseTimeout: '5 minutes', heartbeatTimeout: '1 minute' } as const;
const once = proxyActivities<LeakyActivities>({ ...options, retry: { maximumAttempts: 1 } });
const again = proxyActivities<LeakyActivities>(options);

export const tell = defineSignal<[string]>('tell');
export const change = defineUpdate<string, [string]>('change');

/** What the workflow is to pass on. Written backwards, so that its input is not where the search finds it. */
export interface Backwards {
  activityInput: string;
  updateResult: string;
  workflowResult: string;
}

const forwards = (word: string): string => [...word].reverse().join('');

/** Runs to its end, and carries data wherever data can be carried. */
export async function leakAndEnd(_input: unknown, words: Backwards): Promise<string> {
  const told = new Set<string>();
  setHandler(tell, (value) => void told.add(value));
  setHandler(change, (value) => {
    told.add(value);
    return forwards(words.updateResult);
  });
  await condition(() => told.size === 2);
  await once.takeAndReturn(forwards(words.activityInput));
  await once.fail('failure message').catch(() => {});
  return forwards(words.workflowResult);
}

/** Waits for an activity that is busy and one that fails again and again, until it is terminated. */
export async function leakAndWait(): Promise<void> {
  await Promise.all([again.reportProgress(), again.fail('pending failure')]);
}
