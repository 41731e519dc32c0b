/** A workflow's answers to queries and updates, and its handling of what other clients send. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { QueryNotRegisteredError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { failureTypes, startBench } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { canary } from './testing/canary.ts';

describe('a workflow that answers', { concurrency: true, timeout: 40_000 }, () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.stop());

  const queries = ['value', 'raw', 'error', '__stack_trace', '__temporal_workflow_metadata'];

  it('answers to queries hold data without the guards, and are refused with them', async () => {
    const [unguarded, guarded] = await started('answers');
    for (const query of queries) {
      if (query !== '__stack_trace')
        assert.match(await answerTo(unguarded, query), new RegExp(canary), query);
      assert.doesNotMatch(await answerTo(guarded, query), new RegExp(canary), query);
      await assert.rejects(guarded.query(query), QueryNotRegisteredError, query);
    }
    // None of these refusals has harmed the workflow.
    await assert.rejects(guarded.executeUpdate('refusal'), isUpdateFailure('Redacted'));
    await Promise.all([unguarded.terminate(), guarded.terminate()]);
  });

  it('results of updates hold data without the guards, and are rejected with them', async () => {
    const [unguarded, guarded] = await started('answers');
    const types = {
      value: 'NotAReference',
      refusal: 'Redacted',
      validator: 'Redacted',
      unheardOf: 'Redacted',
    };
    for (const [update, type] of Object.entries(types)) {
      await unguarded.executeUpdate(update).catch(() => {});
      await assert.rejects(guarded.executeUpdate(update), isUpdateFailure(type), update);
    }
    assert.ok(await bench.leaks(unguarded));
    assert.ok(!(await bench.leaks(guarded)));
    await Promise.all([unguarded.terminate(), guarded.terminate()]);
  });

  it('a result of an update that goes around the converter fails the workflow', async () => {
    const [unguarded, guarded] = await started('answers');
    assert.equal(await unguarded.executeUpdate('raw'), canary);
    await assert.rejects(guarded.executeUpdate('raw'));
    assert.deepEqual(await failureTypes(guarded), ['NotAReference']);
    assert.ok(!(await bench.leaks(guarded)));
    await unguarded.terminate();
  });

  it('data in an update, query, signal or argument of another client is refused for good', async () => {
    const listening = await bench.start('listens', 'guarded');
    await assert.rejects(
      listening.executeUpdate('tell', { args: [canary] }),
      isUpdateFailure('NotAReference'),
    );
    await assert.rejects(listening.query('ask', canary), QueryNotRegisteredError);
    assert.equal(await listening.query('ask', 'decline'), 'approve');
    await listening.signal('unheardOf', canary);
    assert.equal(await listening.query('ask', 'decline'), 'approve');
    await listening.signal('say', canary);
    assert.deepEqual(await failureTypes(listening), ['NotAReference']);

    const started = await bench.start('nothing', 'guarded', [canary]);
    assert.deepEqual(await failureTypes(started), ['NotAReference']);
  });

  function started(leak: 'answers'): Promise<[WorkflowHandle, WorkflowHandle]> {
    return Promise.all([bench.start(leak, 'unguarded'), bench.start(leak, 'guarded')]);
  }
});

async function answerTo(handle: WorkflowHandle, query: string): Promise<string> {
  return JSON.stringify(await handle.query(query).catch((error: Error) => error.message));
}

function isUpdateFailure(type: string): (error: unknown) => boolean {
  return (error) =>
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === type;
}
