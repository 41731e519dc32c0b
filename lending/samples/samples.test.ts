import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import sharp from 'sharp';
import { extractText, getDocumentProxy } from 'unpdf';
import { canaryApplication, sampleApplication } from './application.ts';
import { enlargePdf } from './large-pdf.ts';

const textOf = async (pdf: Uint8Array): Promise<string> => {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), {
    mergePages: true,
  });
  return text;
};

test('a bank statement names the holder, the account and the pay, over several pages', async () => {
  const { form, documents, inside } = await canaryApplication();
  const pdf = new Uint8Array(documents[1]?.content ?? []);
  const { numPages } = await getDocumentProxy(pdf);
  const text = await textOf(documents[1]?.content ?? Buffer.alloc(0));
  assert.equal(numPages, 3);
  for (const expected of [form.fullName, form.bankAccountNumber, form.employer, inside.memo]) {
    assert.ok(text.includes(String(expected)));
  }
});

test('an identity card carries the EXIF data of a camera', async () => {
  const { documents, inside } = await canaryApplication();
  const { format, exif } = await sharp(documents[0]?.content).metadata();
  assert.equal(format, 'jpeg');
  assert.ok(exif?.includes(String(inside.description)));
});

test('an enlarged PDF has the declared size and the original text', async () => {
  const { documents } = await sampleApplication({}, 7);
  const original = documents[1]?.content ?? Buffer.alloc(0);
  const large = enlargePdf(original, 3_000_000);
  const content = await buffer(large.content());
  assert.equal(content.length, large.bytes);
  assert.ok(Math.abs(large.bytes - 3_000_000) < 1_000);
  assert.equal(await textOf(content), await textOf(original));
});

test('the same seed generates the same person, and no seed a new one', async () => {
  const [one, same, other] = [
    await sampleApplication({}, 42),
    await sampleApplication({}, 42),
    await sampleApplication(),
  ];
  assert.deepEqual(one, same);
  assert.notEqual(one.form.ssn, other.form.ssn);
});
