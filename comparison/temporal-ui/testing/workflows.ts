/**
 * Workflows whose input is encrypted. No worker runs them: history has the input as soon as they
 * are started.
 */
import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { createS3 } from '#infra/s3/client.ts';
import {
  createCodecDataConverter,
  createExternalStorageDataConverter,
} from '../../codec/data-converter.ts';
import { testTemporal, type TestBucket } from '#test/testing/services.ts';

export interface StartedWorkflows {
  /** Their pages in the UI. */
  inHistory: { path: string };
  inStorage: { path: string };
  /** Ends them. */
  close(): Promise<void>;
}

export async function startWorkflows(
  keys: KeyProvider,
  storage: Pick<TestBucket, 'name' | 'options'>,
  input: object,
): Promise<StartedWorkflows> {
  const { address, namespace } = testTemporal();
  const connection = await Connection.connect({ address });
  const s3 = createS3(storage.options);
  const handles: WorkflowHandle[] = [];

  async function startWith(dataConverter: DataConverter): Promise<{ path: string }> {
    const client = new Client({ connection, namespace, dataConverter });
    const workflowId = `app-${randomUUID()}`;
    const options = { workflowId, taskQueue: `nobody-${workflowId}`, args: [input] };
    const handle = await client.workflow.start('loanApplication', options);
    handles.push(handle);
    return {
      path: `/namespaces/${namespace}/workflows/${workflowId}/${handle.firstExecutionRunId}/history`,
    };
  }

  const codec = { keys, namespace };
  const bucket = storage.name;
  return {
    inHistory: await startWith(createCodecDataConverter(codec)),
    inStorage: await startWith(createExternalStorageDataConverter({ ...codec, s3, bucket })),
    async close() {
      for (const handle of handles) await handle.terminate();
      s3.destroy();
      await connection.close();
    },
  };
}
