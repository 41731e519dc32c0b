/**
 * What becomes of workflows, activities and clients when a payload is not what the codec wrote for
 * them.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { AsyncCompletionClient, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, RawValue } from '@temporalio/common';
import type { DataConverter } from '@temporalio/common';
import { eventually, failureTypes } from '#infra/temporal/guards/testing/bench.ts';
import { canary, startBench } from './testing/bench.ts';
import type { Bench, RunningWorker } from './testing/bench.ts';
import { correct, listen, passOn, recall, say } from './testing/reading-workflows.ts';

const notEncrypted = 'CODEC_PAYLOAD_NOT_ENCRYPTED';

describe('a payload that the codec did not write', { concurrency: true, timeout: 120_000 }, () => {
  let bench: Bench;
  let codec: RunningWorker;
  let plain: RunningWorker;
  let knowing: Client;
  /** Reads with the codec, and writes without. */
  let stranger: Client;
  let ignorant: Client;
  before(async () => {
    bench = await startBench();
    [codec, plain] = await Promise.all([bench.worker(bench.codec()), bench.worker()]);
    knowing = bench.client(bench.codec());
    stranger = bench.client(writingPlaintext(bench.codec()));
    ignorant = bench.client();
  });
  after(() => bench.close());

  const startListening = (
    client: Client,
    first: unknown = canary,
    workflowId: string = randomUUID(),
  ) =>
    client.workflow.start(listen, {
      workflowId,
      taskQueue: codec.taskQueue,
      args: [first as string],
    });
  const asStranger = ({ workflowId }: WorkflowHandle) => stranger.workflow.getHandle(workflowId);

  it('an argument that is plaintext, altered, or from another workflow fails its workflow', async () => {
    const workflowId = randomUUID();
    const cases: [unknown, string][] = [
      [canary, notEncrypted],
      [await bench.sealed(canary, randomUUID()), 'CODEC_PAYLOAD_MISPLACED'],
      [altered(await bench.sealed(canary, workflowId)), 'CODEC_PAYLOAD_ALTERED'],
    ];
    for (const [first, type] of cases)
      assert.deepEqual(await failureTypes(await startListening(stranger, first, workflowId)), [
        type,
      ]);
  });

  it('a refused payload in a signal fails the workflow; in an update or a query only the request fails', async () => {
    const listening = await startListening(knowing);
    await assert.rejects(
      asStranger(listening).executeUpdate(correct, { args: [canary] }),
      (error) => error instanceof WorkflowUpdateFailedError && typeOf(error.cause) === notEncrypted,
    );
    await assert.rejects(asStranger(listening).query(recall, canary), {
      name: 'QueryNotRegisteredError',
    });
    assert.equal(await listening.query(recall), canary);
    assert.equal(await listening.executeUpdate(correct, { args: ['told'] }), `not ${canary}`);
    await asStranger(listening).signal(say, canary);
    assert.deepEqual(await failureTypes(listening), [notEncrypted]);
  });

  it('a refused payload fails an activity, which is retried by its retry policy', async () => {
    const args: [string, string] = [canary, codec.taskQueue];
    const options = { workflowId: randomUUID(), taskQueue: plain.taskQueue, args };
    const handle = await ignorant.workflow.start(passOn, options);
    await eventually(async () => (await failedActivityTypes(handle)).length > 0);
    assert.deepEqual(await failedActivityTypes(handle), [notEncrypted]);
    await handle.terminate();
  });

  it('a refused result from another client that completes an activity fails the workflow', async () => {
    const args: [string, string] = [canary, 'nobody'];
    const options = { workflowId: randomUUID(), taskQueue: codec.taskQueue, args };
    const handle = await knowing.workflow.start(passOn, options);
    await eventually(async () => (await handle.describe()).raw.pendingActivities?.length === 1);
    const forger = new AsyncCompletionClient({ connection: stranger.connection });
    await forger.complete({ workflowId: handle.workflowId, activityId: '1' }, 'forged');
    assert.deepEqual(await failureTypes(handle), [notEncrypted]);
  });

  it('a workflow with a refused memo does not begin, and can be terminated', async () => {
    const options = {
      workflowId: randomUUID(),
      taskQueue: codec.taskQueue,
      memo: { note: canary },
    };
    const handle = await ignorant.workflow.start(listen, { ...options, args: ['end'] });
    await eventually(async () => (await handle.describe()).raw.pendingWorkflowTask?.attempt === 2);
    await handle.terminate();
  });

  it('a client cannot read a refused result', async () => {
    const options = {
      workflowId: randomUUID(),
      taskQueue: plain.taskQueue,
      args: [canary] as [string],
    };
    const handle = await ignorant.workflow.start(listen, options);
    await handle.signal(say, 'end');
    assert.equal(await handle.result(), canary);
    const reading = knowing.workflow.getHandle(handle.workflowId).result();
    await assert.rejects(reading, (error) => typeOf(error) === notEncrypted);
  });
});

function writingPlaintext({
  payloadCodecs: [codec] = [],
  ...others
}: DataConverter): DataConverter {
  return {
    ...others,
    payloadCodecs: [{ ...codec!, encode: (payloads) => Promise.resolve(payloads) }],
  };
}

function typeOf(error: unknown): string | null | undefined {
  return error instanceof ApplicationFailure ? error.type : undefined;
}

async function failedActivityTypes(handle: WorkflowHandle): Promise<unknown[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(
    ({ activityTaskFailedEventAttributes: failed }) =>
      failed?.failure?.applicationFailureInfo?.type ?? [],
  );
}

function altered({ payload }: RawValue): RawValue {
  const data = Buffer.from(payload.data!);
  data[data.length - 1]! ^= 1;
  return RawValue.fromPayload({ ...payload, data });
}
