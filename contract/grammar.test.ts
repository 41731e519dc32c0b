import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isReference,
  isRoutingCode,
  mayEnterHistory,
  referenceKinds,
  routingCodes,
  workflowIdKind,
} from './index.ts';

const bits = '0123456789abcdefghjkmnpqrs';
const [code] = routingCodes;

test('a reference is a listed kind and 26 letters of base 32, and nothing before, after or between', () => {
  for (const kind of referenceKinds) {
    assert.ok(isReference(`${kind}_${bits}`), kind);
    assert.ok(isReference(`${kind}_${bits}`, kind), kind);
    for (const text of [
      `${kind}_${bits}0`,
      `${kind}_${bits.slice(1)}`,
      `${kind}${bits}`,
      ` ${kind}_${bits}`,
      `${kind}_${bits}\n`,
      `${kind.toUpperCase()}_${bits}`,
      `${kind}_${bits.replace('a', 'u')}`,
      `x${kind}_${bits}`,
    ]) {
      assert.ok(!isReference(text), JSON.stringify(text));
    }
  }
  assert.ok(!isReference(`ssn_${bits}`));
  assert.ok(!isReference(`_${bits}`));
});

test('a reference of one kind is not a reference of another', () => {
  const others = referenceKinds.filter((kind) => kind !== workflowIdKind);
  for (const kind of others) assert.ok(!isReference(`${kind}_${bits}`, workflowIdKind), kind);
});

test('routing codes are the words of the list, and no other words or values', () => {
  assert.ok(routingCodes.every(isRoutingCode));
  for (const value of [code.toUpperCase(), `${code} `, 'toString', '', 0, undefined, [code]])
    assert.ok(!isRoutingCode(value), String(value));
});

test('history may hold references, routing codes, flat lists of these, and nothing at all', () => {
  const reference = `${workflowIdKind}_${bits}`;
  for (const value of [reference, code, [reference, code], [], null, undefined])
    assert.ok(mayEnterHistory(value), JSON.stringify(value));
  for (const value of ['Mustermann', 7, true, {}, [[code]], [code, 'Mustermann'], ''])
    assert.ok(!mayEnterHistory(value), JSON.stringify(value));
});
