/**
 * Leaks on purpose: a client and a worker without guards, on the same server as the guarded ones.
 */
import { appendFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  defaultPayloadConverter,
  TypedSearchAttributes,
} from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createLeakyActivities } from './activities.ts';
import type { Secrets } from './secrets.ts';
import { change, leakAndEnd, leakAndWait, tell } from './workflows.ts';

const taskQueue = 'control';
const customer = defineSearchAttributeKey('ControlCustomer', 'KEYWORD');

export interface Leak {
  /** Stops the worker and closes the connections. */
  stop(): Promise<void>;
}

/**
 * Puts each secret in its spot, and `input` in a workflow's input. Resolves when everything is in
 * place.
 * @param log the file for the worker's log; this process must not have made another worker before
 */
export async function leak(
  { address, namespace }: { address: string; namespace: string },
  { input, secrets, log }: { input: unknown; secrets: Secrets; log: string },
): Promise<Leak> {
  logTo(log);
  const progress = Promise.withResolvers<void>();
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)),
    activities: createLeakyActivities(secrets, progress.resolve),
  });
  const client = await leakyClient(address, namespace, secrets);
  const running = worker.run();
  await leakByWorkflows(client, input, secrets);
  await progress.promise;
  return {
    async stop() {
      worker.shutdown();
      await running;
      await Promise.all([connection.close(), client.connection.close()]);
    },
  };
}

async function leakByWorkflows(client: Client, input: unknown, secrets: Secrets): Promise<void> {
  const workflowId = (spot: keyof Secrets): string => `customer-${secrets[spot]}`;
  const ends = await client.workflow.start(leakAndEnd, {
    taskQueue,
    workflowId: workflowId('workflow ID'),
    memo: { customer: secrets.memo },
    typedSearchAttributes: new TypedSearchAttributes([
      { key: customer, value: secrets['search attribute'] },
    ]),
    staticSummary: secrets.summary,
    args: [{ application: input, note: secrets['workflow input'] }, backwards(secrets)],
  });
  await ends.signal(tell, secrets.signal);
  await ends.executeUpdate(change, { args: [secrets['update input']] });
  await ends.result();
  const stopped = await client.workflow.start(leakAndWait, {
    taskQueue,
    workflowId: 'control-stopped',
  });
  await stopped.terminate(secrets['termination reason']);
  await client.workflow.start(leakAndWait, { taskQueue, workflowId: 'control-waiting' });
}

function backwards(secrets: Secrets) {
  const reverse = (word: string): string => [...word].reverse().join('');
  return {
    activityInput: reverse(secrets['activity input']),
    updateResult: reverse(secrets['update result']),
    workflowResult: reverse(secrets['workflow result']),
  };
}

async function leakyClient(
  address: string,
  namespace: string,
  { header }: Secrets,
): Promise<Client> {
  const connection = await Connection.connect({ address });
  const searchAttributes = { [customer.name]: 2 };
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  const addHeader: WorkflowClientInterceptor = {
    startWithDetails: (call, next) =>
      next({ ...call, headers: { customer: defaultPayloadConverter.toPayload(header) } }),
  };
  return new Client({ connection, namespace, interceptors: { workflow: [addHeader] } });
}

function logTo(path: string): void {
  const logger = new DefaultLogger('WARN', ({ message, meta }) => {
    void appendFile(path, `${message} ${String(meta?.error)}\n`);
  });
  Runtime.install({ logger });
}
