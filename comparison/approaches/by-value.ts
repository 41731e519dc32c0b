/**
 * The naive workflow with a client and a worker of its own: what the naive, the codec and the
 * External Storage approach have in common. Nothing here goes through the guards; the product's
 * client and worker are made elsewhere.
 */
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { TemporalAddress } from '#infra/temporal/connection.ts';
import { taskQueues } from '../naive/contract.ts';
import type { ByValueActivities } from '../naive/contract.ts';
import { followLoan, startLoan } from './by-value-loan.ts';
import { loanApplicationOf } from './loan-application.ts';
import type { Bundles } from './bundles.ts';
import type { Runner } from './runner.ts';
import { registerSearchAttribute } from './search-attribute.ts';

/** How to reach Temporal, and the workflow's code. */
export interface TemporalSetup {
  temporal: TemporalAddress;
  bundles: Bundles;
}

export interface ByValueOptions extends TemporalSetup {
  approach: keyof typeof taskQueues;
  activities: ByValueActivities;
  /** The SDK's default: data as it is. */
  dataConverter?: DataConverter;
}

interface Opened {
  client: Client;
  close(): Promise<void>;
}

/**
 * Connects and bundles the workflow when it is first prepared, and again after its worker has
 * failed.
 */
export function createByValueRunner(options: ByValueOptions): Runner {
  let opened: Promise<Opened> | undefined;
  const forget = (): void => void (opened = undefined);

  function provide(): Promise<Opened> {
    opened ??= open(options, forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    return opened;
  }

  return {
    approach: options.approach,
    prepare: async () => void (await provide()),
    async run({ application, review }, onStart) {
      const { client } = await provide();
      const handle = await startLoan(client, options.approach, loanApplicationOf(application));
      onStart({ workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
      return await followLoan(client, handle, review);
    },
    close: async () => void (await (await opened)?.close()),
  };
}

async function open(
  { approach, temporal, bundles, activities, dataConverter }: ByValueOptions,
  onEnd: () => void,
): Promise<Opened> {
  const { namespace } = temporal;
  const converter = dataConverter && { dataConverter };
  const connection = await Connection.connect(temporal.connection);
  await registerSearchAttribute(connection, namespace);
  const worker = await Worker.create({
    connection: await NativeConnection.connect(temporal.connection),
    namespace,
    taskQueue: taskQueues[approach],
    workflowBundle: await bundles(dataConverter ? 'codec' : 'naive'),
    activities,
    ...converter,
  });
  // Its log says how it failed. The next application gets a new worker.
  const running = worker
    .run()
    .catch(() => {})
    .finally(onEnd);
  return {
    client: new Client({ connection, namespace, ...converter }),
    async close() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await Promise.all([worker.connection?.close(), connection.close()]);
    },
  };
}
