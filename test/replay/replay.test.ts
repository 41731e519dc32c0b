/** Applications are under way for weeks: what is deployed today must understand the histories of yesterday. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Worker } from '@temporalio/worker';
import { createLogger } from '#infra/logging/logger.ts';
import { writeWorkflowBundle } from '#infra/temporal/bundle.ts';
import { replayOptions } from '#infra/temporal/worker.ts';
import { savedHistories } from './histories.ts';
import { hurriedPaths, paths } from './paths.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harbor-replay-'));
});
after(() => rm(folder, { recursive: true }));

/** Replays each saved history; gives the paths that the bundle does not understand. */
async function misunderstood(replaceModules: Record<string, string> = {}): Promise<string[]> {
  const codePath = join(folder, 'bundle.js');
  await writeWorkflowBundle(codePath, { replaceModules });
  const options = await replayOptions(
    { codePath },
    createLogger({ name: 'replay' }, { write: () => {} }),
  );
  const histories = [...(await savedHistories())].map(([workflowId, history]) => ({
    workflowId,
    history,
  }));
  const failed: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories(
    options,
    histories as never,
  )) {
    if (error) failed.push(workflowId);
  }
  return failed.sort();
}

test('there is a history of every path', async () => {
  const saved = [...(await savedHistories()).keys()];
  assert.deepEqual(saved.sort(), Object.keys({ ...paths, ...hurriedPaths }).sort());
});

test('the workflow replays every saved history, whatever the deadlines were', async () => {
  assert.deepEqual(await misunderstood(), []);
});

test('a workflow that takes its steps in another order does not', async () => {
  const [conclusion, changed] = [
    '../../workflows/by-reference/conclusion.ts',
    'changed-conclusion.ts',
  ].map((file) => join(import.meta.dirname, file)) as [string, string];
  const reachConclusion = Object.entries({ ...paths, ...hurriedPaths })
    .filter(([, { steps }]) => steps.some((step) => step.startsWith('renderLetter')))
    .map(([name]) => name);
  assert.deepEqual(await misunderstood({ [conclusion]: changed }), reachConclusion.sort());
});
