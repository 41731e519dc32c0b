import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activities, fits, listOf, nothing, oneOf, routingCodes, tuple } from './index.ts';
import type { Signature } from './index.ts';

const [one] = routingCodes;

test('a shape accepts its own values, and no other words, lengths or kinds', () => {
  const pair = tuple(oneOf(one), nothing);
  assert.ok(pair([one, undefined]));
  for (const value of [[undefined, one], [one], [one, undefined, one], one, undefined, { 0: one }])
    assert.ok(!pair(value), JSON.stringify(value));
  const few = listOf(oneOf(one), 1, 2);
  assert.ok(few([one]) && few([one, one]));
  for (const value of [[], [one, one, one], ['Mustermann'], one]) assert.ok(!few(value));
  assert.ok(nothing(undefined) && nothing(null) && !nothing('') && !nothing([]));
});

test('arguments fit if each has the shape of its place, and there are no more and no fewer', () => {
  const takes = [oneOf(one), nothing];
  assert.ok(fits(takes, [one, undefined]));
  for (const values of [[one], [one, undefined, one], [undefined, one], []])
    assert.ok(!fits(takes, values), values.join());
});

test('every activity states what it takes, and no shape takes any text', () => {
  for (const [name, { takes, gives }] of Object.entries<Signature>(activities))
    for (const shape of [...takes, gives]) assert.ok(!shape('Mustermann') && !shape(7), name);
});
