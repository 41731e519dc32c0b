import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activities, fits, listOf, nothing, oneOf, routingCodes, tuple } from './index.ts';

const [one, two] = routingCodes;

test('a shape accepts its own values, and no other words, lengths or kinds', () => {
  const pair = tuple(oneOf(one), oneOf(two));
  assert.ok(pair([one, two]));
  for (const value of [[two, one], [one], [one, two, one], one, undefined, { 0: one, 1: two }])
    assert.ok(!pair(value), JSON.stringify(value));
  const few = listOf(oneOf(one), 1, 2);
  assert.ok(few([one]) && few([one, one]));
  for (const value of [[], [one, one, one], [two], one]) assert.ok(!few(value));
  assert.ok(nothing(undefined) && nothing(null) && !nothing('') && !nothing([]));
});

test('arguments fit if each has the shape of its place, and there are no more and no fewer', () => {
  assert.ok(fits([oneOf(one), oneOf(two)], [one, two]));
  for (const values of [[one], [one, two, one], [two, one], []])
    assert.ok(!fits([oneOf(one), oneOf(two)], values), values.join());
});

test('every activity states what it takes, and no shape takes any text', () => {
  for (const [name, { takes, gives }] of Object.entries(activities))
    for (const shape of [...takes, gives]) assert.ok(!shape('Mustermann') && !shape(7), name);
});
