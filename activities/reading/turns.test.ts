import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as soon } from 'node:timers/promises';
import { createTurns } from './turns.ts';

/** Work that begins when it is its turn, and ends when the test says so. */
function pieces(limit: number, share?: number) {
  const inTurn = createTurns(limit, share);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    enter: (whose: string, what: string) =>
      inTurn(whose, () => {
        begun.push(what);
        return new Promise<void>((resolve) => ends.set(what, resolve));
      }),
    async end(what: string) {
      ends.get(what)?.();
      await soon();
    },
  };
}

test('at most so many pieces of work run at once, and the others follow in their order', async () => {
  const { begun, enter, end } = pieces(2);
  const all = ['a', 'b', 'c', 'd'].map((what) => enter(what, what));
  await soon();
  assert.deepEqual(begun, ['a', 'b']);
  await end('b');
  await end('a');
  assert.deepEqual(begun, ['a', 'b', 'c', 'd']);
  await end('c');
  await end('d');
  await Promise.all(all);
});

test('a customer with many documents leaves a turn to the next one', async () => {
  const { begun, enter, end } = pieces(2, 1);
  for (let index = 0; index < 8; index += 1) void enter('many', `many ${index}`);
  await soon();
  assert.deepEqual(begun, ['many 0'], 'one turn stays free');
  void enter('one', 'one');
  await soon();
  assert.deepEqual(begun, ['many 0', 'one'], 'and is taken at once by another');
  await end('many 0');
  assert.deepEqual(begun, ['many 0', 'one', 'many 1']);
});

test('work that fails passes its turn on', async () => {
  const inTurn = createTurns(1);
  const broken = () => Promise.reject(new Error('broken'));
  for (let time = 0; time < 3; time += 1)
    await assert.rejects(inTurn('a', broken), { message: 'broken' });
  assert.equal(await inTurn('b', async () => 'done'), 'done');
});
