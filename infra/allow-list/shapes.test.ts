import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fields, number } from './shapes.ts';

const message = fields({ count: number });

test('a field that is not listed must hold nothing that could be read', () => {
  for (const nothing of [undefined, null, '', 0, false, [], {}, { memo: undefined }, Buffer.of()])
    assert.ok(message({ count: 7, other: nothing }), JSON.stringify(nothing));
  for (const something of ['a', 7, true, ['a'], { a: 'b' }, Buffer.of(0), () => {}])
    assert.ok(!message({ count: 7, other: something }), JSON.stringify(something));
});

test('the keys of a map and the length of a list can be read, whatever they hold', () => {
  for (const value of [{ '912-34-5678': {} }, { '912-34-5678': '' }, { a: { b: {} } }, [{}], ['']])
    assert.ok(!message({ other: value }), JSON.stringify(value));
});
