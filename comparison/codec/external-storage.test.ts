/** The SDK's External Storage on a real S3 service: what is where, with the codec and without. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, ExternalStorage, RawValue } from '@temporalio/common';
import type { DataConverter, Payload } from '@temporalio/common';
import { S3StorageDriver } from '@temporalio/external-storage-s3';
import { AwsSdkS3StorageDriverClient } from '@temporalio/external-storage-s3-aws-sdk';
import { createS3 } from '#infra/s3/client.ts';
import { testBucket } from '#test/testing/services.ts';
import type { TestBucket } from '#test/testing/services.ts';
import { failureTypes } from '#infra/temporal/guards/testing/bench.ts';
import { createExternalStorageDataConverter } from './data-converter.ts';
import { isEncrypted } from './payload-envelope.ts';
import { canary, startBench } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { bytesOf, payloadsIn } from './testing/raw-answers.ts';
import { listen, passOn, say } from './testing/reading-workflows.ts';
import { storedObjects } from './testing/stored-objects.ts';
import type { StoredObject } from './testing/stored-objects.ts';

/** gRPC's. */
const notFound = 5;

describe('External Storage', { concurrency: true, timeout: 120_000 }, () => {
  let bench: Bench;
  let bucket: TestBucket;
  let s3: S3Client;
  before(async () => {
    [bench, bucket] = await Promise.all([startBench(), testBucket()]);
    s3 = createS3(bucket.options);
  });
  after(async () => {
    await bucket.drop();
    s3.destroy();
    await bench.close();
  });

  it('external Storage keeps ciphertext in S3 and references in history, and the workflow gets its data', async () => {
    const { payloads, objects, workflowId } = await passedOn(behindCodec());
    assert.equal(payloads.length, 5);
    for (const payload of payloads) assert.ok(isReference(payload));
    assert.ok(objects.length >= payloads.length);
    for (const { payload } of objects) assert.ok(isEncrypted(payload));
    assert.ok(
      !Buffer.concat([...payloads, ...objects.map(({ payload }) => payload)].map(bytesOf)).includes(
        canary,
      ),
    );
    for (const { key } of objects)
      assert.match(key, new RegExp(`^v0/ns/default/wt/passOn/wi/${workflowId}/ri/`));
  });

  it('external Storage without a codec keeps plaintext in S3, and an unkeyed hash of it in history', async () => {
    const { payloads, objects } = await passedOn({ externalStorage: bareStorage() });
    assert.ok(objects.some(({ payload }) => bytesOf(payload).includes(canary)));
    const guess = createHash('sha256')
      .update(bytesOf(defaultPayloadConverter.toPayload(canary)))
      .digest('hex');
    assert.ok(payloads.some(({ data }) => Buffer.from(data!).includes(guess)));
  });

  it('a forged reference does not give a workflow the object of another', async () => {
    const { payloads } = await passedOn(behindCodec());
    const worker = await bench.worker(behindCodec());
    const forged = RawValue.fromPayload(payloads[0]!);
    const options = { workflowId: randomUUID(), taskQueue: worker.taskQueue };
    const { workflowId } = await bench
      .client()
      .workflow.start('listen', { ...options, args: [forged] });
    const handle = bench.client(behindCodec()).workflow.getHandle(workflowId);
    assert.deepEqual(await failureTypes(handle), ['CODEC_PAYLOAD_MISPLACED']);
    await worker.stop();
  });

  it('external Storage writes again at each replay, under another key, as ciphertexts differ', async () => {
    const worker = await bench.worker(behindCodec(), 0);
    const client = bench.client(behindCodec());
    const args: [string, string] = [canary, worker.taskQueue];
    const options = { workflowId: randomUUID(), taskQueue: worker.taskQueue, args };
    const { payloads, objects } = await whatIsKeptOf(await client.workflow.start(passOn, options));
    const named = objects.filter(({ key }) =>
      payloads.some(({ data }) => Buffer.from(data!).includes(key)),
    );
    assert.ok(named.length < objects.length);
    await worker.stop();
  });

  it('external Storage deletes nothing when a workflow is deleted', async () => {
    const worker = await bench.worker(behindCodec());
    const client = bench.client(behindCodec());
    const options = {
      workflowId: randomUUID(),
      taskQueue: worker.taskQueue,
      args: ['end'] as [string],
    };
    const handle = await client.workflow.start(listen, options);
    await handle.signal(say, 'end');
    const { objects } = await whatIsKeptOf(handle);
    const workflowExecution = { workflowId: handle.workflowId };
    await client.workflowService.deleteWorkflowExecution({
      namespace: bench.namespace,
      workflowExecution,
    });
    // The server takes its time: the test's own time-out is what ends this.
    while (await isThere(client, handle.workflowId)) await sleep(200);
    assert.deepEqual(await objectsOf(handle.workflowId), objects);
    await worker.stop();
  });

  const behindCodec = (): DataConverter =>
    createExternalStorageDataConverter({
      keys: bench.keys,
      namespace: bench.namespace,
      s3,
      bucket: bucket.name,
    });
  const bareStorage = (): ExternalStorage => {
    const client = new AwsSdkS3StorageDriverClient(s3);
    const driver = new S3StorageDriver({ client, bucket: bucket.name });
    return new ExternalStorage({ drivers: [driver], payloadSizeThreshold: 0 });
  };

  /** Runs a workflow through a data converter. Returns what history and S3 hold of it. */
  async function passedOn(dataConverter: DataConverter) {
    const worker = await bench.worker(dataConverter);
    const args: [string, string] = [canary, worker.taskQueue];
    const options = { workflowId: randomUUID(), taskQueue: worker.taskQueue, args };
    const handle = await bench.client(dataConverter).workflow.start(passOn, options);
    assert.equal(await handle.result(), canary);
    await worker.stop();
    return { ...(await whatIsKeptOf(handle)), workflowId: handle.workflowId };
  }

  async function whatIsKeptOf(handle: { workflowId: string; result(): Promise<unknown> }) {
    await handle.result();
    const history = await bench.client().workflow.getHandle(handle.workflowId).fetchHistory();
    return { payloads: payloadsIn(history), objects: await objectsOf(handle.workflowId) };
  }

  async function objectsOf(workflowId: string): Promise<StoredObject[]> {
    const objects = await storedObjects(s3, bucket.name);
    return objects.filter(({ key }) => key.includes(workflowId));
  }
});

async function isThere({ workflowService, options }: Client, workflowId: string): Promise<boolean> {
  const request = { namespace: options.namespace, execution: { workflowId } };
  return workflowService.describeWorkflowExecution(request).then(
    () => true,
    (error: { code?: number }) => error.code !== notFound,
  );
}

function isReference({ metadata }: Payload): boolean {
  return (
    Buffer.from(metadata?.messageType ?? '').toString() ===
    'temporal.api.sdk.v1.ExternalStorageReference'
  );
}
