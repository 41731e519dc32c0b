/** The worker's only way to Temporal: with every guard in place. */
import { readFile } from 'node:fs/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { ReplayWorkerOptions } from '@temporalio/worker';
import { taskQueue } from '#contract/index.ts';
import type { ActivityName } from '#contract/index.ts';
import type { Logger } from '#infra/logging/logger.ts';
import { requireStamp } from './bundle-stamp.ts';
import { temporalAddress } from './connection.ts';
import type { AddressOverrides } from './connection.ts';
import { guardActivities } from './guards/activity-guard.ts';
import { guardedDataConverter } from './guards/data-converter.ts';
import { refuseRequests } from './guards/request-guard.ts';
import { newIdentity } from './identity.ts';
import { installRuntime } from './sdk-logger.ts';

export interface GuardedWorkerOptions extends AddressOverrides {
  /** All of the contract's activities. What they take and return is checked when they run. */
  activities: Readonly<Record<ActivityName, (...args: never[]) => Promise<unknown>>>;
  /** The file that `writeWorkflowBundle` wrote. */
  workflowBundle: { codePath: string };
  /** The role of this process, such as `worker`: it becomes `<product>-worker@<random>`. */
  identity: string;
  /** Made by `createLogger`; any other is refused. */
  logger: Logger;
  /** Default: the contract's. */
  taskQueue?: string;
}

/**
 * A worker that is connected and not yet running: `await worker.run()`. SIGTERM and SIGINT drain
 * it.
 * @throws BundleError `BUNDLE_NOT_GUARDED` for a bundle that was not built from these sources
 * @throws LoggerError `LOGGER_NOT_GUARDED` for a logger that `createLogger` did not make
 */
export async function createGuardedWorker(options: GuardedWorkerOptions): Promise<Worker> {
  const guards = await guardedOptions(options.workflowBundle);
  installRuntime(options.logger);
  const { namespace, connection } = temporalAddress(options);
  return await Worker.create({
    ...guards,
    connection: refuseRequests(await NativeConnection.connect(connection)),
    namespace,
    taskQueue: options.taskQueue ?? taskQueue,
    identity: newIdentity(options.identity),
    activities: options.activities,
    interceptors: { activity: [guardActivities] },
    // Many: most of them wait, for another party or for their turn with a document
    // (activities/reading/turns.ts), and hold nothing in memory meanwhile. With few, the documents
    // of one customer could take the places of all others.
    maxConcurrentActivityTaskExecutions: 100,
    // Longer than most activities take, and shorter than the 30 s after which an orchestrator
    // kills.
    shutdownGraceTime: '20 s',
    shutdownForceTime: '28 s',
  });
}

/**
 * The options to replay a history of this system: `Worker.runReplayHistory(await replayOptions(…),
 * …)`. Throws as `createGuardedWorker` does.
 */
export async function replayOptions(
  bundle: { codePath: string },
  logger: Logger,
): Promise<ReplayWorkerOptions> {
  const guards = await guardedOptions(bundle);
  installRuntime(logger);
  return guards;
}

async function guardedOptions({ codePath }: { codePath: string }) {
  return {
    workflowBundle: { code: requireStamp(await readFile(codePath, 'utf8')) },
    dataConverter: guardedDataConverter,
    // Raised by the SDK's own conversion, so a value is at fault: fail the workflow, do not retry
    // its task.
    workflowFailureErrorTypes: { '*': ['ValueError', 'PayloadConverterError'] },
  };
}
