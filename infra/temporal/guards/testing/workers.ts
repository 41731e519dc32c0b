/**
 * A worker with all guards and one without any, both with the same leaky workflows and activities.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { Logger } from '#infra/logging/logger.ts';
import type { LoanActivities } from '#contract/index.ts';
import { writeWorkflowBundle } from '../../bundle.ts';
import { oncePerRun } from '#test/testing/services.ts';
import { createGuardedWorker } from '../../worker.ts';
import { leakyActivities } from './leaky-activities.ts';

export interface RunningWorker {
  /** The file of its bundle, for the guarded one. */
  codePath?: string;
  stop(): Promise<void>;
}

export const leakyWorkflowsPath = join(import.meta.dirname, 'leaky-workflows.ts');
const contract = join(import.meta.dirname, '../../../../contract');
const ownTimes = Object.fromEntries(
  ['durations.ts', 'policies.ts'].map((file) => [
    join(contract, file),
    join(import.meta.dirname, file),
  ]),
);
const activities = leakyActivities as unknown as LoanActivities;

export async function startGuarded(
  address: string,
  taskQueue: string,
  logger: Logger,
): Promise<Required<RunningWorker>> {
  const codePath = await oncePerRun('leaky-guarded-bundle.js', (path) =>
    writeWorkflowBundle(path, { workflowsPath: leakyWorkflowsPath, replaceModules: ownTimes }),
  );
  const identity = 'worker';
  const options = {
    activities,
    workflowBundle: { codePath },
    identity,
    logger,
    address,
    taskQueue,
  };
  const stop = running(await createGuardedWorker(options));
  return { codePath, stop };
}

export async function startUnguarded(address: string, taskQueue: string): Promise<RunningWorker> {
  const connection = await NativeConnection.connect({ address });
  const codePath = await oncePerRun('leaky-unguarded-bundle.js', async (path) => {
    const logger = new DefaultLogger('ERROR');
    const { code } = await bundleWorkflowCode({ workflowsPath: leakyWorkflowsPath, logger });
    await writeFile(path, code);
  });
  const workflowBundle = { codePath };
  return {
    stop: running(await Worker.create({ connection, taskQueue, activities, workflowBundle })),
  };
}

function running(worker: Worker): () => Promise<void> {
  const ended = worker.run();
  return async () => {
    worker.shutdown();
    await ended;
    await worker.connection?.close();
  };
}
