import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applicationForm } from '#lending/application-form.ts';
import { PortalError } from '../http/errors.ts';
import { readForm } from '../http/forms.ts';
import { answers } from '../testing/visitor.ts';

const readApplication = (body: unknown) => readForm(applicationForm, body);

function refusalOf(body: unknown): PortalError {
  try {
    readApplication(body);
  } catch (error) {
    assert.ok(error instanceof PortalError);
    return error;
  }
  assert.fail('the form was accepted');
}

test('the loan form is parsed into the details that the vault stores', () => {
  const { details } = readApplication(answers());
  assert.deepEqual(details, {
    fullName: 'Maria Fernández',
    email: 'maria@example.com',
    phone: '(415) 555-0133',
    address: '12 Harbor Street\nSan Francisco, CA 94105',
    ssn: '123456789',
    dateOfBirth: '1985-04-23',
    employer: 'Bay Ferries',
    annualIncomeCents: 6_840_000,
    requestedCents: 1_250_000,
    termMonths: 36,
    purpose: 'A new roof',
    bankRoutingNumber: '121000358',
    bankAccountNumber: '0012345678',
  });
});

test('different spellings of an answer in the loan form are parsed to the same value', () => {
  const forms: [field: string, written: unknown, read: string, value: unknown][] = [
    ['ssn', ' 123 45 6789 ', 'ssn', '123456789'],
    ['ssn', '123.45.6789', 'ssn', '123456789'],
    ['ssn', 123456789, 'ssn', '123456789'],
    ['dateOfBirth', '1985-04-23', 'dateOfBirth', '1985-04-23'],
    ['dateOfBirth', '4/3/1985', 'dateOfBirth', '1985-04-03'],
    ['annualIncome', '0', 'annualIncomeCents', 0],
    ['annualIncome', '68400.5', 'annualIncomeCents', 6_840_050],
    ['annualIncome', '1,234.07', 'annualIncomeCents', 123_407],
    ['requestedAmount', 1000, 'requestedCents', 100_000],
    ['requestedAmount', '$50,000.00', 'requestedCents', 5_000_000],
    ['bankRoutingNumber', '1210 0035 8', 'bankRoutingNumber', '121000358'],
    ['address', '1 Street\r\nTown', 'address', '1 Street\nTown'],
    ['phone', '+49 30 1234567', 'phone', '+49 30 1234567'],
  ];
  for (const [field, written, read, value] of forms) {
    const { details } = readApplication(answers({ [field]: written }));
    assert.equal(details[read as keyof typeof details], value, `${field} ${String(written)}`);
  }
});

test('an invalid answer in the loan form is reported for its field, without the value', () => {
  const refused: [field: string, written: unknown][] = [
    ['fullName', ''],
    ['fullName', '   '],
    ['fullName', 'x'.repeat(121)],
    ['fullName', 'Maria\u0000'],
    ['fullName', ['Maria', 'Maria']],
    ['fullName', { $ne: '' }],
    ['email', 'nobody'],
    ['phone', 'call me'],
    ['phone', '12345'],
    ['address', 'x'.repeat(301)],
    ['ssn', '123-45-678'],
    ['ssn', '123-45-67890'],
    ['ssn', 'canary-ssn'],
    ['dateOfBirth', '02/30/1985'],
    ['dateOfBirth', '1885-04-23'],
    ['dateOfBirth', '2020-04-23'],
    ['dateOfBirth', 'yesterday'],
    ['annualIncome', '-1'],
    ['annualIncome', '1e9'],
    ['annualIncome', '12.345'],
    ['requestedAmount', '999.99'],
    ['requestedAmount', '50,000.01'],
    ['termMonths', '13'],
    ['termMonths', undefined],
    ['purpose', undefined],
    ['bankRoutingNumber', '12100035'],
    ['bankAccountNumber', '123'],
    ['bankAccountNumber', '123456789012345678'],
    ['idempotencyKey', 'mine'],
  ];
  for (const [field, written] of refused) {
    const refusal = refusalOf(answers({ [field]: written }));
    assert.equal(refusal.code, 'FORM_INVALID', field);
    assert.deepEqual(Object.keys(refusal.fields ?? {}), [field]);
    const said = JSON.stringify([refusal.message, refusal.fields]);
    if (typeof written === 'string' && written.trim().length > 6)
      assert.ok(!said.includes(written), said);
    assert.doesNotMatch(said, /expected|received|invalid/i);
  }
});

test('the loan form reports all invalid fields at once, in the order of the page', () => {
  const { fields } = refusalOf(answers({ ssn: '1', requestedAmount: '1', employer: '' }));
  assert.deepEqual(Object.keys(fields ?? {}), ['requestedAmount', 'ssn', 'employer']);
});

test('an unknown field, or a body that is no form, is refused without repeating it', () => {
  for (const body of [
    answers({ canaryField: '1' }),
    JSON.parse('{"__proto__":{"a":1}}'),
    [],
    null,
    'text',
  ]) {
    const { code, message } = refusalOf(body);
    assert.match(code, /^(REQUEST_UNEXPECTED_FIELD|FORM_INVALID)$/);
    assert.ok(!message.includes('canaryField'));
  }
  assert.equal(refusalOf(answers({ canaryField: '1' })).code, 'REQUEST_UNEXPECTED_FIELD');
  assert.equal(refusalOf(undefined).code, 'REQUEST_MEDIA_TYPE');
});
