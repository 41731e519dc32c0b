/**
 * The client's part: puts each word in its spot. Workflows and activities do theirs
 * (talking-workflows.ts, talking-activities.ts).
 */
import type { Client } from '@temporalio/client';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { eventually } from '#infra/temporal/guards/testing/bench.ts';
import { mirrored } from './mirrored.ts';
import type { Spot, Words } from './spots.ts';
import { ask, change, hear, stumble, talk, tell, wait } from './talking-workflows.ts';

/** The workflows that hold something, by their IDs. */
export function workflowIds(words: Words): string[] {
  const own = words['workflow ID'];
  return [
    own,
    words['child workflow ID'],
    ...['again', 'wait', 'stumble', 'cancel', 'type'].map((end) => `${own}-${end}`),
  ];
}

/** The schedules: one without a memo, one with. */
export function scheduleIds(words: Words): [string, string] {
  return [`${words['workflow ID']}-without`, `${words['workflow ID']}-with`];
}

/** Resolves when every word is where it can be found, with the spots that were refused. */
export async function talkEverywhere(client: Client, words: Words): Promise<Set<Spot>> {
  await talkToWorkflow(client, words);
  await leaveWaiting(client, words);
  return refusedOf({
    'schedule argument': () => schedule(client, words, scheduleIds(words)[0]),
    'schedule memo': () =>
      schedule(client, words, scheduleIds(words)[1], { note: words['schedule memo'] }),
    'standalone activity argument': () => runAlone(client, words),
  });
}

async function talkToWorkflow(client: Client, words: Words): Promise<void> {
  const handle = await client.workflow.start(talk, {
    workflowId: words['workflow ID'],
    taskQueue: words['task queue'],
    staticSummary: words['workflow summary'],
    staticDetails: words['workflow details'],
    args: [words['workflow argument'], mirrored(words)],
  });
  await handle.executeUpdate(change, {
    args: [words['update argument']],
    updateId: words['update ID'],
  });
  await handle.executeUpdate(words['update name']);
  await handle.query(ask);
  await handle.signal(tell, words['signal argument']);
  await handle.signal(words['signal name']);
  await handle.result();
}

/** What a workflow holds while it runs, and how it is ended. */
async function leaveWaiting(client: Client, words: Words): Promise<void> {
  const start = (
    end: string,
    type: typeof wait | typeof stumble | string,
    args: [] | [Words] = [],
  ) =>
    client.workflow.start(type as string, {
      workflowId: `${words['workflow ID']}-${end}`,
      taskQueue: words['task queue'],
      args,
    });
  const waiting = await start('wait', wait);
  await eventually(async () => {
    const { pendingActivities } = (await waiting.describe()).raw;
    return (
      pendingActivities?.length === 2 &&
      pendingActivities.every((one) => one.heartbeatDetails ?? one.lastFailure)
    );
  });
  const stumbling = await start('stumble', stumble, [mirrored(words)]);
  await eventually(async () => (await stumbling.describe()).raw.pendingWorkflowTask?.attempt === 2);
  const cancelled = await start('cancel', wait);
  await client.workflowService.requestCancelWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId: cancelled.workflowId },
    reason: words['cancellation reason'],
  });
  await cancelled.result().catch(() => {});
  await (await start('type', words['workflow type'])).terminate(words['termination reason']);
}

async function schedule(
  client: Client,
  words: Words,
  scheduleId: string,
  memo?: Record<string, string>,
): Promise<void> {
  await client.schedule.create({
    scheduleId,
    spec: {},
    ...(memo && { memo }),
    policies: { overlap: ScheduleOverlapPolicy.SKIP },
    state: { paused: true, note: words['schedule note'] },
    action: {
      type: 'startWorkflow',
      workflowType: hear,
      workflowId: 'scheduled',
      taskQueue: words['task queue'],
      args: [words['schedule argument']],
    },
  });
}

async function runAlone(client: Client, words: Words): Promise<void> {
  await client.activity.start('alone', {
    id: words['workflow ID'],
    taskQueue: words['task queue'],
    startToCloseTimeout: '20 seconds',
    args: [words['standalone activity argument']],
  });
}

async function refusedOf(writes: Partial<Record<Spot, () => Promise<void>>>): Promise<Set<Spot>> {
  const refused = new Set<Spot>();
  for (const [spot, write] of Object.entries(writes)) {
    await write().catch((error: { code?: string; name?: string }) => {
      // The client for activities hides the codec's error in one of its own.
      if (error.code !== 'CODEC_CONTEXT_MISSING' && error.name !== 'ServiceError') throw error;
      refused.add(spot as Spot);
    });
  }
  return refused;
}
