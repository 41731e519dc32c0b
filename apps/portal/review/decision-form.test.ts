import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newIdempotencyKey } from '#vault/index.ts';
import { readForm } from '../http/forms.ts';
import { decisionForm } from './decision-form.ts';

test('a decision needs a rationale, and is either an approval or a decline', () => {
  const decision = {
    idempotencyKey: newIdempotencyKey(),
    decision: 'approve',
    rationale: 'All fits.',
  };
  const read = (changes: object) => readForm(decisionForm, { ...decision, ...changes });
  assert.deepEqual(read({}), decision);
  assert.throws(() => read({ rationale: ' ' }), { code: 'FORM_INVALID' });
  assert.throws(() => read({ decision: 'refer' }), { code: 'FORM_INVALID' });
});
