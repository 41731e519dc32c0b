import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { createTurns } from './turns.ts';

test('tasks run in order of arrival, no more than the limit at once, and a failure frees its turn', async () => {
  const inTurn = createTurns(2);
  const started: number[] = [];
  let running = 0;
  let max = 0;
  const work = (index: number) => async (): Promise<void> => {
    started.push(index);
    max = Math.max(max, (running += 1));
    await tick();
    running -= 1;
    if (index % 2 === 0) throw new Error('failed');
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4, 5].map((index) => inTurn(work(index))));
  assert.equal(max, 2);
  assert.deepEqual(started, [0, 1, 2, 3, 4, 5]);
  assert.equal(results.filter(({ status }) => status === 'rejected').length, 3);
  await inTurn(async () => {});
});
