import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers } from '../testing/visitor.ts';
import { enteredAgain } from './forms.ts';

test('a refused form is filled again with every answer but the SSN and the account number', () => {
  const again = enteredAgain(answers());
  assert.equal(again.fullName, 'Maria Fernández');
  assert.equal(again.ssn, undefined);
  assert.equal(again.bankAccountNumber, undefined);
});
