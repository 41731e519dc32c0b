import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { sampleApplication } from '#lending/samples/application.ts';
import type { ExtractionReport } from '#lending/index.ts';
import { someDetails } from '#lending/testing/lending.ts';
import { readDocument } from './document-reader.ts';
import { findIn } from './findings.ts';
import { bombPdf, pagesPdf, pdfOf, widePng } from './testing/files.ts';

const never = new AbortController().signal;

/** As Acrobat encrypts for the holder of a certificate. */
function forCertificate(pdf: Buffer): Buffer {
  const handler = '<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4/Length 128>>';
  const locked = pdf.toString('latin1').replace('trailer\n<<', `trailer\n<<\n/Encrypt ${handler}`);
  assert.ok(locked.length > pdf.length);
  return Buffer.from(locked, 'latin1');
}

test('the reader returns the text of all pages of a PDF, and the date and device of a photo', async () => {
  const { form, documents } = await sampleApplication({}, 1);
  const [card, statement] = documents.map(({ content }) => content) as [Buffer, Buffer];
  const { reading: text } = await read(statement, 'application/pdf');
  assert.equal(text?.pages, 3);
  assert.ok(text.text.includes(form.fullName) && text.text.includes('2026-10-03'));
  const { reading } = await read(card, 'image/jpeg');
  assert.deepEqual(reading?.image, {
    width: 856,
    height: 540,
    format: 'jpeg',
    takenAt: '2026-10-02T09:41:00.000Z',
    device: 'Fictional Phone 7',
  });
});

async function read(bytes: Buffer, mediaType: string, options = {}) {
  const answer = await readDocument(bytes, mediaType, never, options);
  return { reading: undefined, unreadable: undefined, ...answer };
}

test('a document of which nothing can be read has a reason, and a cancellation is none', async () => {
  const [card, statement] = (await sampleApplication({}, 1)).documents.map(
    ({ content }) => content,
  ) as [Buffer, Buffer];
  const plain = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: 'white' } });
  const png = await sharp(card).png().toBuffer();
  const files: [file: Buffer, mediaType: string, reason: string][] = [
    [Buffer.from('no image'), 'image/png', 'broken'],
    [statement.subarray(0, 700), 'application/pdf', 'broken'],
    [card.subarray(0, card.length / 2), 'image/jpeg', 'broken'],
    [png.subarray(0, png.length / 2), 'image/png', 'broken'],
    [await sharp(card).resize(150).jpeg().toBuffer(), 'image/jpeg', 'too-small'],
    [await plain(800, 500).jpeg().toBuffer(), 'image/jpeg', 'blank'],
    [await pdfOf((pdf) => pdf.addPage()), 'application/pdf', 'no-text'],
    [await pdfOf((pdf) => pdf.text('secret'), { userPassword: 'x' }), 'application/pdf', 'locked'],
    [forCertificate(await pdfOf((pdf) => pdf.text('secret'))), 'application/pdf', 'locked'],
  ];
  const answers = await Promise.all(files.map(([file, mediaType]) => read(file, mediaType)));
  assert.deepEqual(
    answers.map(({ unreadable }) => unreadable),
    files.map(([, , reason]) => reason),
  );
  const late = await read(statement, 'application/pdf', { timeoutMs: 5 });
  assert.equal(late.unreadable, 'timed-out');
  await assert.rejects(readDocument(statement, 'application/pdf', AbortSignal.abort()), {
    name: 'AbortError',
  });
});

test('a small file that unfolds to gigabytes ends its reader, and costs this process nothing', async () => {
  const [bomb, wide, long] = [bombPdf(700 * 1024 * 1024), widePng(60_000), pagesPdf(10_000)];
  const before = process.memoryUsage().rss;
  const answers = await Promise.all([
    read(bomb, 'application/pdf'),
    read(wide, 'image/png'),
    read(long, 'application/pdf'),
  ]);
  const reasons = answers.map(({ unreadable }) => unreadable);
  assert.ok(['out-of-memory', 'timed-out', 'no-text', 'broken'].includes(reasons[0] ?? ''));
  assert.deepEqual(reasons.slice(1), ['broken', 'too-many-pages']);
  assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
});

test('a reader that cannot start says nothing about the document', async () => {
  await assert.rejects(read(Buffer.from('any'), 'image/png', { dataKb: 1_000 }), {
    code: 'DOCUMENT_READER_UNAVAILABLE',
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
    findIn([statement(text, type)], someDetails).accountIn.length > 0;
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
