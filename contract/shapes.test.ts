import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  activities,
  checkOf,
  fits,
  listOf,
  nothing,
  oneOf,
  ref,
  referenceKinds,
  routingCodes,
  tuple,
} from './index.ts';
import type { Signature } from './index.ts';

const [one] = routingCodes;
const [kind] = referenceKinds;

/** As vault/references.ts mints them. */
function minted(letter: string): string {
  const beginning = `${kind}_${letter.repeat(20)}`;
  return beginning + checkOf(beginning);
}

test('a shape accepts its own values, and no other words, lengths or kinds', () => {
  const pair = tuple(oneOf(one), nothing);
  assert.ok(pair([one, undefined]));
  for (const value of [[undefined, one], [one], [one, undefined, one], one, undefined, { 0: one }])
    assert.ok(!pair(value), JSON.stringify(value));
  const few = listOf(oneOf(one), 1, 2);
  assert.ok(few([one]));
  for (const value of [[], ['Mustermann'], [one, 'Mustermann'], one]) assert.ok(!few(value));
  assert.ok(nothing(undefined) && nothing(null) && !nothing('') && !nothing([]));
});

test('a list has no more items than it may, and none of them twice', () => {
  const few = listOf(ref(kind), 1, 2);
  const [first, second, third] = ['0', '1', '2'].map(minted);
  for (const value of [[first], [first, second], [second, first]]) assert.ok(few(value));
  for (const value of [
    [first, first],
    [first, second, third],
    [first, second, first],
  ])
    assert.ok(!few(value), value.join());
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
