import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReference, workflowIdKind } from '#contract/index.ts';
import { newReference } from './references.ts';

test('references are well-formed, never repeat, and use every letter of the alphabet', () => {
  const refs = Array.from({ length: 2_000 }, () => newReference(workflowIdKind));
  assert.ok(refs.every((ref) => isReference(ref, workflowIdKind)));
  assert.equal(new Set(refs).size, refs.length);
  assert.equal(new Set(refs.map((ref) => ref.slice(5)).join('')).size, 32);
});
