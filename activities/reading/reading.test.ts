import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleApplication } from '#lending/samples/application.ts';
import type { ExtractionReport } from '#lending/index.ts';
import { someDetails } from '#lending/testing/lending.ts';
import { readDocument } from './document-reader.ts';
import { findIn } from './findings.ts';

const never = new AbortController().signal;
const copy = (content: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(content);

test('the reader returns the text of all pages of a PDF, and the date and device of a photo', async () => {
  const { form, documents } = await sampleApplication({}, 1);
  const [card, statement] = documents.map(({ content }) => copy(content)) as [
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
  ];
  const text = await readDocument(statement, 'application/pdf', never);
  assert.equal(text?.pages, 3);
  assert.ok(text.text.includes(form.fullName) && text.text.includes('2026-10-03'));
  const { image } = (await readDocument(card, 'image/jpeg', never)) ?? {};
  assert.deepEqual(image, {
    width: 856,
    height: 540,
    format: 'jpeg',
    takenAt: '2026-10-02T09:41:00.000Z',
    device: 'Fictional Phone 7',
  });
});

test('a file that is no document or takes too long is unreadable; a cancellation is reported as one', async () => {
  const { documents } = await sampleApplication({}, 1);
  const statement = () => copy(documents[1]?.content ?? Buffer.alloc(0));
  const cut = statement().slice(0, 700);
  assert.equal(await readDocument(copy(Buffer.from('no image')), 'image/png', never), undefined);
  assert.equal(await readDocument(cut, 'application/pdf', never), undefined);
  assert.equal(await readDocument(statement(), 'application/pdf', never, 1), undefined);
  await assert.rejects(readDocument(statement(), 'application/pdf', AbortSignal.abort()), {
    name: 'AbortError',
  });
});

type ReadDocument = ExtractionReport['documents'][number];
const statement = (text: string, type: ReadDocument['type'] = 'bank-statement'): ReadDocument => ({
  ref: 'doc_x',
  type,
  readable: true,
  pages: 1,
  text,
});
const account = 'Account number: 123456789\n';

test('an account number is found in statements only, whole, and with the grouping that banks use', () => {
  const found = (text: string, type?: ReadDocument['type']) =>
    findIn([statement(text, type)], someDetails).accountFound;
  assert.ok(found(account) && found('No. 1234-5678 9'));
  assert.ok(!found('1234567890') && !found('0123456789'));
  assert.ok(!found(account, 'identity'));
});

test('deposits are averaged per month, and a month on two statements counts once', () => {
  const august = '2026-08-03  Payroll deposit ACME   +4,250.00\n2026-08-09  Rent   -900.00\n';
  const september =
    '2026-09-03  Payroll deposit ACME\nCORP   +4,000.00\n2026-09-20  Interest   +50.50\n';
  const deposits = (...texts: string[]) =>
    findIn(
      texts.map((text) => statement(text)),
      someDetails,
    ).monthlyDepositsCents;
  assert.equal(deposits(account + august + september), (425_000 + 405_050) / 2);
  assert.equal(deposits(account + august, account + august), 425_000);
  assert.equal(deposits('Account number: 5\n' + august), undefined, 'of another account');
  assert.equal(deposits(account + '2026-08-09  Rent   -900.00'), undefined);
});
