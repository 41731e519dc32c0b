/** Workflows that put a word wherever one can be put. */
import * as wf from '@temporalio/workflow';
import { mirrored } from './mirrored.ts';
import type { Words } from './spots.ts';
import type { TalkingActivities } from './talking-activities.ts';

const options = { startToCloseTimeout: '20 seconds' } as const;
const once = { ...options, retry: { maximumAttempts: 1 } };

export const tell = wf.defineSignal<[string]>('tell');
export const change = wf.defineUpdate<string, [string]>('change');
export const ask = wf.defineQuery<string>('ask');

/** Puts words wherever a workflow can, and ends after two signals and two updates. */
export async function talk(_argument: string, backwards: Words): Promise<string> {
  const words = mirrored(backwards);
  let told = 0;
  wf.setHandler(tell, () => void (told += 1));
  wf.setDefaultSignalHandler(() => void (told += 1));
  wf.setHandler(change, () => ((told += 1), words['update result']));
  wf.setDefaultUpdateHandler(() => ((told += 1), null));
  wf.setHandler(ask, () => words['query answer']);
  wf.setCurrentDetails(words['current details']);
  await sayByWorkflow(words);
  await sayByActivities(words);
  await wf.condition(() => told === 4);
  return words['workflow result'];
}

async function sayByWorkflow(words: Words): Promise<void> {
  wf.upsertMemo({ [words['memo key']]: words['memo value'] });
  wf.upsertSearchAttributes({ CodecTestKeyword: [words['search attribute']] });
  wf.patched(words['patch ID']);
  await wf.sleep(1, { summary: words['timer summary'] });
  await wf.createEventGroup(words['event group label']).withScope(() => wf.sleep(1));
  const workflowId = words['child workflow ID'];
  await wf.executeChild(hear, { workflowId, args: [words['child workflow argument']] });
  await wf.executeChild(again, {
    workflowId: `${wf.workflowInfo().workflowId}-again`,
    args: [mirrored(words)],
  });
}

async function sayByActivities(words: Words): Promise<void> {
  const named = {
    activityId: words['activity ID'],
    summary: words['activity summary'],
    priority: { fairnessKey: words['fairness key'] },
    retry: { nonRetryableErrorTypes: [words['names of errors not to retry']] },
  };
  await wf
    .proxyActivities<TalkingActivities>({ ...options, ...named })
    .answer(words['activity argument']);
  await wf.proxyLocalActivities<TalkingActivities>(options).answerNearby();
  await wf.proxyActivities<Record<string, () => Promise<void>>>(once)[words['activity type']]?.();
  await wf
    .proxyActivities<TalkingActivities>(once)
    .fail()
    .catch(() => {});
}

export async function hear(_words: unknown): Promise<void> {}

export async function again(backwards?: Words, _argument?: string): Promise<void> {
  if (!backwards) return;
  await wf.continueAsNew<(nothing: undefined, argument: string) => Promise<void>>(
    undefined,
    mirrored(backwards)['continue-as-new argument'],
  );
}

/** Waits for an activity that is busy and one that fails again and again, until it is ended. */
export async function wait(): Promise<void> {
  const activities = wf.proxyActivities<TalkingActivities>({
    ...options,
    heartbeatTimeout: '10 seconds',
  });
  await Promise.all([activities.report(), activities.failAgain()]);
}

/** Fails its workflow task, which Temporal retries for ever. */
export async function stumble(backwards: Words): Promise<void> {
  throw new TypeError(mirrored(backwards)['text of a failed workflow task']);
}
