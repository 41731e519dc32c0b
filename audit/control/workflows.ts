/** The control: a workflow whose author did not consider who can read its history. */
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

/**
 * What the workflow passes on. Written backwards, so that the search does not find it in the input.
 */
export interface Backwards {
  activityInput: string;
  updateResult: string;
  workflowResult: string;
}

const forwards = (word: string): string => [...word].reverse().join('');

/** Carries data wherever a workflow can, and completes. */
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

/** Waits for an activity that never ends and one that keeps failing, until it is terminated. */
export async function leakAndWait(): Promise<void> {
  await Promise.all([again.reportProgress(), again.fail('pending failure')]);
}
