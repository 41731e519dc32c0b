import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkOf,
  isReference,
  isRoutingCode,
  mayEnterHistory,
  referenceKinds,
  routingCodes,
  workflowIdKind,
} from './index.ts';

const letters = '0123456789abcdefghjk';
const [code] = routingCodes;

/** As vault/references.ts mints them. */
const minted = (kind: string): string => `${kind}_${letters}${checkOf(`${kind}_${letters}`)}`;

test('a reference is a listed kind and 26 letters of base 32, and nothing before, after or between', () => {
  for (const kind of referenceKinds) {
    const reference = minted(kind);
    const bits = reference.slice(4);
    assert.ok(isReference(reference), kind);
    assert.ok(isReference(reference, kind), kind);
    for (const text of [
      `${reference}0`,
      reference.slice(0, -1),
      `${kind}${bits}`,
      ` ${reference}`,
      `${reference}\n`,
      `${kind.toUpperCase()}_${bits}`,
      reference.replace('a', 'u'),
      `x${reference}`,
    ]) {
      assert.ok(!isReference(text), JSON.stringify(text));
    }
  }
  assert.ok(!isReference(minted('ssn')));
  assert.ok(!isReference(`_${letters}`));
});

test('text that is only spelt like a reference is none, nor is a reference under another kind', () => {
  const reference = minted(workflowIdKind);
  // A hash, a number in base 32, a slip of the keyboard.
  for (const text of ['0'.repeat(26), `${'0'.repeat(20)}wds9r1`, letters + 'abcdef'])
    assert.ok(!isReference(`${workflowIdKind}_${text}`), text);
  for (let place = 4; place < reference.length; place += 1) {
    const other = reference[place] === 'z' ? 'y' : 'z';
    const changed = reference.slice(0, place) + other + reference.slice(place + 1);
    assert.ok(!isReference(changed), changed);
  }
  const others = referenceKinds.filter((kind) => kind !== workflowIdKind);
  for (const kind of others) {
    assert.ok(!isReference(minted(kind), workflowIdKind), kind);
    assert.ok(!isReference(reference.replace(workflowIdKind, kind)), kind);
  }
});

test('routing codes are the words of the list, and no other words or values', () => {
  assert.ok(routingCodes.every(isRoutingCode));
  for (const value of [code.toUpperCase(), `${code} `, 'toString', '', 0, undefined, [code]])
    assert.ok(!isRoutingCode(value), String(value));
});

test('history may hold references, routing codes, flat lists of these, and nothing at all', () => {
  const reference = minted(workflowIdKind);
  for (const value of [reference, code, [reference, code], [], null, undefined])
    assert.ok(mayEnterHistory(value), JSON.stringify(value));
  for (const value of ['Mustermann', 7, true, {}, [[code]], [code, 'Mustermann'], ''])
    assert.ok(!mayEnterHistory(value), JSON.stringify(value));
});
