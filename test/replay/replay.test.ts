/**
 * Applications run for weeks, so the code that is deployed today must replay the histories of
 * yesterday. `RECORD_HISTORIES=1` (`npm run replay:record`) records the history of every path that
 * has none.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Worker } from '@temporalio/worker';
import { createLogger } from '#infra/logging/logger.ts';
import { writeWorkflowBundle } from '#infra/temporal/bundle.ts';
import { replayOptions } from '#infra/temporal/worker.ts';
import { oncePerRun } from '#test/testing/services.ts';
import { savedHistories } from './histories.ts';
import { hurriedPaths, paths } from './paths.ts';
import { recordMissingHistories } from './recording.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harbor-replay-'));
  if (process.env.RECORD_HISTORIES) await recordMissingHistories();
});
after(() => rm(folder, { recursive: true }));

/** Replays each saved history on a bundle. Returns the paths whose history does not replay. */
async function failingPaths(codePath: string): Promise<string[]> {
  const logger = createLogger({ name: 'replay' }, { write: () => {} });
  const options = await replayOptions({ codePath }, logger);
  const histories = [...(await savedHistories())].map(([workflowId, history]) => ({
    workflowId,
    history,
  }));
  const failing: string[] = [];
  const replays = Worker.runReplayHistories(options, histories as never);
  for await (const { workflowId, error } of replays) if (error) failing.push(workflowId);
  return failing.sort();
}

test('every path has a saved history', async () => {
  const saved = [...(await savedHistories()).keys()];
  assert.deepEqual(saved.sort(), Object.keys({ ...paths, ...hurriedPaths }).sort());
});

test('the workflow replays every saved history, whatever its deadlines were', async () => {
  const codePath = await oncePerRun('workflow-bundle.js', writeWorkflowBundle);
  assert.deepEqual(await failingPaths(codePath), []);
});

test('a workflow that takes its steps in another order does not replay the saved histories', async () => {
  const [conclusion, changed] = [
    '../../workflows/by-reference/conclusion.ts',
    'changed-conclusion.ts',
  ].map((file) => join(import.meta.dirname, file)) as [string, string];
  const codePath = join(folder, 'bundle.js');
  await writeWorkflowBundle(codePath, { replaceModules: { [conclusion]: changed } });
  const reachConclusion = Object.entries({ ...paths, ...hurriedPaths })
    .filter(([, { steps }]) => steps.some((step) => step.startsWith('renderLetter')))
    .map(([name]) => name);
  assert.deepEqual(await failingPaths(codePath), reachConclusion.sort());
});
