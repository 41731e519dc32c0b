import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applicationForm } from '#lending/application-form.ts';
import { partsOf } from '#lending/index.ts';
import { readForm } from '../http/forms.ts';
import { maskDetails } from './masking.ts';
import { answers } from '../testing/visitor.ts';

// control: ASVS 8.2.3, PCI 3.4.1
test('details that identify a person or give access to an account are masked', () => {
  const { details } = readForm(applicationForm, answers());
  const masked = maskDetails(partsOf(details));
  assert.equal(masked.ssn, '•••-••-6789');
  assert.equal(masked.bankAccountNumber, '••••5678');
  assert.equal(masked.email, 'm•••@example.com');
  assert.equal(masked.dateOfBirth, 'hidden');
  const shown = JSON.stringify(masked);
  for (const secret of [
    details.ssn,
    details.bankAccountNumber,
    details.email,
    details.dateOfBirth,
    details.phone,
  ]) {
    assert.ok(!shown.includes(secret), secret);
  }
});

test('a short account number is not shown in full', () => {
  const { details } = readForm(applicationForm, answers({ bankAccountNumber: '1234' }));
  assert.ok(!maskDetails(partsOf(details)).bankAccountNumber.includes('1234'));
});
