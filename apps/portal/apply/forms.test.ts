import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PortalError } from '../http/errors.ts';
import { enteredAgain, readApplication, readDecision } from './forms.ts';
import { answers } from '../testing/visitor.ts';

function refusalOf(body: unknown): PortalError {
  try {
    readApplication(body);
  } catch (error) {
    assert.ok(error instanceof PortalError);
    return error;
  }
  assert.fail('the form was accepted');
}

test('what people write in their own way becomes what the vault stores', () => {
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

test('forgiving forms of the same answer are read alike', () => {
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

test('an answer that is missing, mistyped, too long or out of range is refused at its field and not repeated', () => {
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

test('all errors are told at once, in the order of the page', () => {
  const { fields } = refusalOf(answers({ ssn: '1', requestedAmount: '1', employer: '' }));
  assert.deepEqual(Object.keys(fields ?? {}), ['requestedAmount', 'ssn', 'employer']);
});

test('a field that the form does not have, or no form at all, is refused without naming it', () => {
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

test('a form is filled again with everything but the two numbers', () => {
  const again = enteredAgain(answers());
  assert.equal(again.fullName, 'Maria Fernández');
  assert.equal(again.ssn, undefined);
  assert.equal(again.bankAccountNumber, undefined);
});

test('a decision needs words', () => {
  const decision = {
    idempotencyKey: crypto.randomUUID(),
    decision: 'approve',
    rationale: 'All fits.',
  };
  assert.deepEqual(readDecision(decision), decision);
  assert.throws(() => readDecision({ ...decision, rationale: ' ' }), { code: 'FORM_INVALID' });
  assert.throws(() => readDecision({ ...decision, decision: 'refer' }), { code: 'FORM_INVALID' });
});
