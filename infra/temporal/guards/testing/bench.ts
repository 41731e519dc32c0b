/**
 * Runs leaky workflows on the real server, with and without the guards, and looks for the canary in
 * what Temporal holds: in the raw answers of its service, which no converter has touched.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import proto from '@temporalio/proto';
import { createLogger } from '#infra/logging/logger.ts';
import { testTemporal } from '#test/testing/services.ts';
import { newReference } from '#vault/references.ts';
import { canary } from './canary.ts';
import type * as leakyWorkflows from './leaky-workflows.ts';
import { startGuarded, startUnguarded } from './workers.ts';

export type Leak = keyof typeof leakyWorkflows;
export type Side = 'guarded' | 'unguarded';

export interface Bench {
  /** Without guards, so that a test decides what leaves the client. */
  client: Client;
  /** The bundle with the guards. */
  codePath: string;
  /** What the processes logged. */
  logged: string[];
  /** The task queue of the worker with the guards. */
  guardedQueue: string;
  start(leak: Leak, side: Side, args?: unknown[]): Promise<WorkflowHandle>;
  /** True if the server holds the canary in the workflow's history or in its description. */
  leaks(handle: WorkflowHandle): Promise<boolean>;
  stop(): Promise<void>;
}

/** Two workers on task queues of their own. */
export async function startBench(): Promise<Bench> {
  const { address } = testTemporal();
  const queues = { guarded: newReference('app'), unguarded: newReference('app') };
  const logged: string[] = [];
  const output = { write: (line: string) => logged.push(line) };
  const logger = createLogger({ name: 'worker', level: 'debug' }, output);
  const guarded = await startGuarded(address, queues.guarded, logger);
  const unguarded = await startUnguarded(address, queues.unguarded);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  return {
    client,
    codePath: guarded.codePath,
    logged,
    guardedQueue: queues.guarded,
    start: (leak, side, args = []) =>
      client.workflow.start(leak, {
        workflowId: newReference('app'),
        taskQueue: queues[side],
        args,
      }),
    leaks: (handle) => holdsCanary(connection, handle.workflowId),
    async stop() {
      await Promise.all([guarded.stop(), unguarded.stop()]);
      await connection.close();
    },
  };
}

/** Registers the leaky workflows' search attribute with the server. */
export async function addSearchAttribute(client: Client): Promise<void> {
  const searchAttributes = {
    HarborTestKeyword: proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  };
  const { operatorService } = client.connection as Connection;
  await operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
}

/** Waits until `check` holds. Rejects after ten seconds. */
export async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await check()); waited += 50) {
    if (waited > 10_000) throw new Error('it did not come to that');
    await sleep(50);
  }
}

/**
 * The type of the ApplicationFailure that ended a workflow, and of those that caused it; none if it
 * completed.
 */
export async function failureTypes(handle: WorkflowHandle): Promise<string[]> {
  const types: string[] = [];
  let error: unknown = await handle.result().then(
    () => undefined,
    (rejected: unknown) => rejected,
  );
  if (error instanceof WorkflowFailedError) error = error.cause;
  for (; error instanceof Error; error = error.cause) {
    if (error instanceof ApplicationFailure) types.push(error.type ?? '');
  }
  return types;
}

async function holdsCanary({ workflowService }: Connection, workflowId: string): Promise<boolean> {
  const { GetWorkflowExecutionHistoryResponse, DescribeWorkflowExecutionResponse } =
    proto.temporal.api.workflowservice.v1;
  const workflow = { namespace: 'default', execution: { workflowId } };
  const history = await workflowService.getWorkflowExecutionHistory(workflow);
  const description = await workflowService.describeWorkflowExecution(workflow);
  return [
    GetWorkflowExecutionHistoryResponse.encode(history).finish(),
    DescribeWorkflowExecutionResponse.encode(description).finish(),
  ].some((bytes) => Buffer.from(bytes).includes(canary));
}
