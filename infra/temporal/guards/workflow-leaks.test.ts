/**
 * Each way in which a workflow or an activity can leak: without the guards it does, and with them
 * it does not.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DefaultLogger, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { createLogger } from '#infra/logging/logger.ts';
import { replayOptions } from '../worker.ts';
import { addSearchAttribute, eventually, failureTypes, startBench } from './testing/bench.ts';
import type { Bench, Leak } from './testing/bench.ts';
import { newReference } from '#vault/references.ts';
import { canary } from './testing/canary.ts';
import * as optionalWorkflows from './testing/optional-workflows.ts';
import { leakyWorkflowsPath } from './testing/workers.ts';

/** Each leak, and the types of the failure and its causes with which the guarded worker ends it. */
const leaks: [Leak, ...string[]][] = [
  ['result', 'NotAReference'],
  ['rawResult', 'NotAReference'],
  ['argument', 'NotAReference'],
  ['rawArgument', 'NotAReference'],
  ['typedRawArgument', 'NotAReference'],
  ['timerSummary', 'NotAReference'],
  ['activitySummary', 'NotAReference'],
  ['memo', 'NotAReference'],
  ['searchAttribute', 'NotAReference'],
  ['activityId', 'NotAReference'],
  ['activityType', 'NotAReference'],
  ['activityQueue', 'NotAReference'],
  ['retriedErrorTypes', 'NotAReference'],
  ['fairnessKey', 'NotAReference'],
  ['childId', 'NotAReference'],
  ['continuedAsNew', 'NotAReference'],
  ['signalElsewhere', 'NotAReference'],
  ['cancelElsewhere', 'NotAReference'],
  ['patchId', 'NotAReference'],
  ['failureTexts', 'Redacted'],
  ['storedFailure', 'Redacted'],
  ['failureOfActivity', 'Redacted'],
  ['failureOfActivityWithDetails', 'Redacted'],
  ['resultOfActivity', 'NotAReference'],
  ['rawResultOfActivity', 'NotAReference'],
  // The guard drops the group's label, and the workflow completes.
  ['eventGroup'],
];

/** Data as a number, or as words in a place where they say more than one. */
const withoutText: Leak[] = [
  'timer',
  'anotherTimer',
  ...(Object.keys(optionalWorkflows) as (keyof typeof optionalWorkflows)[]),
  'digitsAsCodes',
  'lengthOfList',
  'repeatedReferences',
  'codeOfAnotherStep',
];

describe('a leaking workflow', { concurrency: true, timeout: 40_000 }, () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
    await addSearchAttribute(bench.client);
  });
  after(() => bench.stop());

  for (const [leak, ...types] of leaks) {
    it(`A workflow leaks by ${leak} without the guards; with them it ${types.length ? `fails with ${types.join()}` : 'completes'}.`, async () => {
      const unguarded = await bench.start(leak, 'unguarded');
      await unguarded.result().catch(() => {});
      assert.ok(
        await bench.leaks(unguarded),
        'without the guards nothing leaks, so the test proves nothing',
      );

      const guarded = await bench.start(leak, 'guarded');
      assert.deepEqual(new Set(await failureTypes(guarded)), new Set(types));
      assert.ok(!(await bench.leaks(guarded)));
    });
  }

  for (const leak of withoutText) {
    it(`a workflow that carries data as its ${leak} is refused`, async () => {
      const unguarded = await bench.start(leak, 'unguarded');
      await unguarded.result().catch(() => {});
      assert.ok(!(await failureTypes(unguarded)).includes('NotAReference'));
      const guarded = await bench.start(leak, 'guarded');
      assert.deepEqual(await failureTypes(guarded), ['NotAReference']);
      // Refused as a command, and not by an activity to which it came.
      const { events } = await guarded.fetchHistory();
      assert.ok(!events?.some((event) => event.activityTaskScheduledEventAttributes));
    });
  }

  for (const leak of ['failureOfAnotherStep', 'classOfAnotherFailure'] as const) {
    it(`an activity that fails with a type of another activity loses it: ${leak}`, async () => {
      for (const side of ['unguarded', 'guarded'] as const) {
        const types = await failureTypes(await bench.start(leak, side));
        assert.deepEqual(types, [side === 'guarded' ? 'Redacted' : 'BureauUnavailable']);
      }
    });
  }

  it('an activity runs only on what it takes, whoever calls it', async () => {
    const ref = newReference('app');
    const call = async (...given: unknown[]) =>
      failureTypes(await bench.start('callElsewhere', 'unguarded', [bench.guardedQueue, ...given]));
    assert.deepEqual(await call(ref), []);
    for (const given of [[], ['approved'], [newReference('doc')], [ref, ref], [ref, 'approved']])
      assert.deepEqual(await call(...given), ['NotAReference'], given.join());
  });

  it('an activity leaks by a heartbeat without the guards; with them it fails at the call', async () => {
    const unguarded = await bench.start('heartbeat', 'unguarded');
    await eventually(() => bench.leaks(unguarded));

    const guarded = await bench.start('heartbeat', 'guarded');
    assert.deepEqual(await failureTypes(guarded), ['NotAReference']);
    assert.ok(!(await bench.leaks(guarded)));
  });

  for (const leak of ['taskFailure', 'unhandledRejection'] as const) {
    it(`a workflow leaks by ${leak} without the guards; with them its task is retried without a text`, async () => {
      for (const side of ['unguarded', 'guarded'] as const) {
        const handle = await bench.start(leak, side);
        await eventually(
          async () => (await handle.describe()).raw.pendingWorkflowTask?.attempt === 2,
        );
        assert.equal(await bench.leaks(handle), side === 'unguarded');
        await handle.terminate();
      }
    });
  }

  it('an activity leaks by the client of its context without the guards; with them it cannot use it', async () => {
    for (const side of ['unguarded', 'guarded'] as const) {
      const handle = await bench.start('clientInActivity', side);
      assert.deepEqual(await failureTypes(handle), side === 'guarded' ? ['NotAReference'] : []);
      const other = bench.client.workflow.getHandle(`${canary} ${handle.workflowId}`);
      if (side === 'unguarded') await other.terminate();
      else await assert.rejects(other.describe(), { name: 'WorkflowNotFoundError' });
    }
  });

  it('a refused workflow replays as it ran, and would not without the command guard', async () => {
    const handle = await bench.start('activityId', 'guarded');
    await handle.result().catch(() => {});
    const history = await handle.fetchHistory();
    const options = await replayOptions(bench, createLogger({ name: 'replay', level: 'error' }));
    await Worker.runReplayHistory(options, history, handle.workflowId);

    const bare = {
      workflowsPath: leakyWorkflowsPath,
      logger: new DefaultLogger('ERROR'),
      ...options.dataConverter,
    };
    const withoutGuard = { ...options, workflowBundle: await bundleWorkflowCode(bare) };
    await assert.rejects(Worker.runReplayHistory(withoutGuard, history, handle.workflowId), {
      name: 'DeterminismViolationError',
    });
  });
});
