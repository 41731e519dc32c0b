/**
 * What becomes of workflows, and of their workers, when keys are rotated, retired or unavailable.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import { KeyError } from '#infra/kms/key-provider.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { createKeyRing } from '#infra/kms/key-ring.ts';
import { eventually } from '#infra/temporal/guards/testing/bench.ts';
import { canary, startBench } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { listen, passOn, recall, say } from './testing/reading-workflows.ts';

describe('the keys of the codec', { concurrency: true, timeout: 120_000 }, () => {
  let bench: Bench;
  before(async () => void (bench = await startBench()));
  after(() => bench.close());

  const start = (taskQueue: string) =>
    bench
      .client(bench.codec())
      .workflow.start(listen, { workflowId: randomUUID(), taskQueue, args: [canary] });

  it('after a rotation old payloads remain readable until the old key is retired', async () => {
    const next = await bench.newKeys();
    const rotated = bench.codec(createKeyRing({ current: next, previous: [bench.keys] }));
    const retired = bench.codec(createKeyRing({ current: next }));
    const worker = await bench.worker(rotated, 0);
    const before = await start(worker.taskQueue);
    const { workflowId } = before;
    // The worker replays what the old key wrote, and answers under the new one.
    const handle = bench.client(rotated).workflow.getHandle<typeof listen>(workflowId);
    assert.equal(await handle.query(recall), canary);
    await handle.signal(say, 'end');
    assert.equal(await handle.result(), canary);
    await assert.rejects(before.result(), 'a client that was not told of the new key');
    await worker.stop();

    const forgetful = await bench.worker(retired);
    const unread = await start(forgetful.taskQueue);
    await goesOnTrying(unread);
    await unread.terminate();
    await forgetful.stop();
  });

  it('an unavailable key delays a workflow and does not fail it', async () => {
    const { gate, keys } = gated(bench.keys);
    const worker = await bench.worker(bench.codec(keys), 0);
    gate.down = true;
    const handle = await start(worker.taskQueue);
    await goesOnTrying(handle);
    gate.down = false;
    await handle.signal(say, 'end');
    assert.equal(await handle.result(), canary);
    await worker.stop();
  });

  it('an unavailable key delays an activity instead of stopping its worker', async () => {
    const { gate, keys } = gated(bench.keys);
    const [worker, caller] = await Promise.all([
      bench.worker(bench.codec(keys)),
      bench.worker(bench.codec()),
    ]);
    gate.down = true;
    const args: [string, string] = [canary, worker.taskQueue];
    const options = { workflowId: randomUUID(), taskQueue: caller.taskQueue, args };
    const handle = await bench.client(bench.codec()).workflow.start(passOn, options);
    await eventually(async () => gate.asked > 2);
    gate.down = false;
    // Its arguments could not be read: that is how this one attempt ends, and the worker goes on.
    await assert.rejects(handle.result(), { message: 'Workflow execution failed' });
    const again = { ...options, workflowId: randomUUID() };
    assert.equal(await bench.client(bench.codec()).workflow.execute(passOn, again), canary);
    await Promise.all([worker.stop(), caller.stop()]);
  });

  it('keys are not used for payloads without a workflow, and such a payload cannot stop a worker', async () => {
    const worker = await bench.worker(bench.codec());
    const alone = await bench.client().activity.start('repeat', {
      id: randomUUID(),
      taskQueue: worker.taskQueue,
      startToCloseTimeout: '5 seconds',
      retry: { maximumAttempts: 1 },
      args: [canary],
    });
    await assert.rejects(alone.result());
    const listening = await start(worker.taskQueue);
    assert.equal(await listening.query(recall), canary);
    await listening.terminate();
    await worker.stop();
  });
});

async function goesOnTrying(handle: WorkflowHandle): Promise<void> {
  await eventually(async () => (await handle.describe()).raw.pendingWorkflowTask?.attempt === 2);
}

/** Keys behind a gate that a test can close. */
function gated(real: KeyProvider) {
  const gate = { down: false, asked: 0 };
  const pass = <T>(ask: () => Promise<T>): Promise<T> => {
    gate.asked += 1;
    return gate.down ? Promise.reject(new KeyError('KEY_SERVICE_UNAVAILABLE')) : ask();
  };
  const keys: KeyProvider = {
    keyId: real.keyId,
    generateDataKey: (context) => pass(() => real.generateDataKey(context)),
    unwrapDataKey: (key, context) => pass(() => real.unwrapDataKey(key, context)),
  };
  return { gate, keys };
}
