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
    ['phone', '\u202d(415) 555\u20110133\u202c', 'phone', '(415) 555-0133'],
    ['phone', '415-555-0133 ext. 12', 'phone', '415-555-0133 ext. 12'],
    ['ssn', '123\u201145\u22126789', 'ssn', '123456789'],
    ['ssn', '\u202d123\u00a045\u202f6789\u200b', 'ssn', '123456789'],
    ['ssn', '１２３４５６７８９', 'ssn', '123456789'],
    ['annualIncome', '52\u202f000', 'annualIncomeCents', 5_200_000],
    ['annualIncome', 'USD 52,000.5', 'annualIncomeCents', 5_200_050],
    ['dateOfBirth', '04/23/１９８５', 'dateOfBirth', '1985-04-23'],
    ['email', 'a@exämple.de', 'email', 'a@xn--exmple-cua.de'],
    ['fullName', 'Jose\u0301 \u202eP\u00e9rez\u2066', 'fullName', 'José Pérez'],
    ['fullName', 'می\u200cخواهم', 'fullName', 'می\u200cخواهم'],
    ['purpose', '😀'.repeat(500), 'purpose', '😀'.repeat(500)],
  ];
  for (const [field, written, read, value] of forms) {
    const { details } = readApplication(answers({ [field]: written }));
    assert.equal(details[read as keyof typeof details], value, `${field} ${String(written)}`);
  }
});

// control: ASVS 2.2.1
test('an invalid answer in the loan form is reported for its field, without the value', () => {
  const refused: [field: string, written: unknown][] = [
    ['fullName', ''],
    ['fullName', '   '],
    ['fullName', 'x'.repeat(121)],
    ['fullName', 'Maria\u0000'],
    ['fullName', 'Ada \ud83d'],
    ['purpose', '\ude00 roof'],
    ['address', '1 \ufffd Street'],
    ['fullName', '...'],
    ['fullName', '\u200b—'],
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

test('the loan form says what is wrong with an amount, a date or a number, and how it was read', () => {
  const words: [field: string, written: string, said: RegExp][] = [
    ['annualIncome', '52000,00', /Did you mean \$52,000\.00\?/],
    ['annualIncome', '45.000,75', /Did you mean \$45,000\.75\?/],
    ['annualIncome', '12,50', /Did you mean \$12\.50\?/],
    ['annualIncome', '1,2,3,4,5', /like 12,500/],
    ['dateOfBirth', '02/30/1985', /not in the calendar/],
    ['dateOfBirth', '04/23/1885', /year of your birth/],
    ['dateOfBirth', 'yesterday', /like 04\/23\/1985/],
    ['ssn', '000-45-6789', /No Social Security number/],
    ['ssn', '123-00-6789', /No Social Security number/],
    ['bankRoutingNumber', '121000359', /No bank has/],
  ];
  for (const [field, written, said] of words)
    assert.match(refusalOf(answers({ [field]: written })).fields?.[field] ?? '', said, written);
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
