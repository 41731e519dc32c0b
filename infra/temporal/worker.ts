/** The worker's way to Temporal, with every guard in place: it cannot be had without them. */
import { readFile } from 'node:fs/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { ReplayWorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { taskQueue as loanApplications } from '#contract/index.ts';
import type { LoanActivities } from '#contract/index.ts';
import { requireStamp } from './bundle-stamp.ts';
import { temporalAddress } from './connection.ts';
import type { AddressOverrides } from './connection.ts';
import { guardActivities } from './guards/activity-guard.ts';
import { guardedDataConverter } from './guards/data-converter.ts';
import { refuseRequests } from './guards/request-guard.ts';
import { newIdentity } from './identity.ts';
import { installRuntime } from './sdk-logger.ts';

export interface GuardedWorkerOptions extends AddressOverrides {
  activities: LoanActivities;
  /** Where `writeWorkflowBundle` put the bundle. */
  workflowBundle: { codePath: string };
  /** The role of this process, such as `worker`: it becomes `harbor-worker@<random>`. */
  identity: string;
  logger: Logger;
  /** Default: the contract's. */
  taskQueue?: string;
}

/**
 * A worker that is connected and not yet running: `await worker.run()`. SIGTERM and SIGINT drain it.
 * @throws BundleError `BUNDLE_NOT_GUARDED` for a bundle that was not built with these guards
 */
export async function createGuardedWorker(options: GuardedWorkerOptions): Promise<Worker> {
  const guards = await guardedOptions(options.workflowBundle);
  installRuntime(options.logger);
  const { namespace, connection } = temporalAddress(options);
  return await Worker.create({
    ...guards,
    connection: refuseRequests(await NativeConnection.connect(connection)),
    namespace,
    taskQueue: options.taskQueue ?? loanApplications,
    identity: newIdentity(options.identity),
    activities: options.activities,
    interceptors: { activity: [guardActivities] },
    // Each may hold a document's frames and a page's image: memory, not the processor, sets the limit.
    maxConcurrentActivityTaskExecutions: 20,
    // Longer than most activities take, and shorter than what an orchestrator waits before it kills (30 s).
    shutdownGraceTime: '20 s',
    shutdownForceTime: '28 s',
  });
}

/** What a worker needs to replay a history of this system: `Worker.runReplayHistory(await replayOptions(…), …)`. */
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
    // Raised by the SDK's own conversion, so always the fault of a value: fail, do not try again for ever.
    workflowFailureErrorTypes: { '*': ['ValueError', 'PayloadConverterError'] },
  };
}
