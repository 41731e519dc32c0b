import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { fileForm, pdf } from '../testing/visitor.ts';
import {
  answerTo,
  beginning,
  bigPdf,
  canary,
  megabyte,
  multipart,
  openTestDraft,
  part,
} from './testing/draft.ts';
import type { TestDraft } from './testing/draft.ts';

const maxDocumentBytes = 3 * megabyte;

let portal: TestPortal;
let draft: TestDraft;
before(async () => void (portal = await startTestPortal({ maxDocumentBytes })));
beforeEach(async () => void (draft = await openTestDraft(portal)));
after(() => portal.stop());

// control: ASVS 5.2.2
test('a file of another kind, an empty one or one that is too large is refused and leaves nothing', async () => {
  const before = await portal.objects();
  const files: [content: Buffer, name: string, status: number, code: string][] = [
    [
      Buffer.from(`<html><script>${canary}</script>`),
      'statement.pdf',
      415,
      'DOCUMENT_TYPE_NOT_ALLOWED',
    ],
    [Buffer.from(`GIF89a${canary}`), 'scan.png', 415, 'DOCUMENT_TYPE_NOT_ALLOWED'],
    [Buffer.from(`PK\u0003\u0004${canary}`), `${canary}.pdf`, 415, 'DOCUMENT_TYPE_NOT_ALLOWED'],
    [Buffer.alloc(0), `${canary}.pdf`, 422, 'DOCUMENT_EMPTY'],
    [Buffer.alloc(0), '', 422, 'DOCUMENT_MISSING'],
    [bigPdf(maxDocumentBytes + 1), `${canary}.pdf`, 413, 'DOCUMENT_TOO_LARGE'],
    [bigPdf(maxDocumentBytes + megabyte), 'large.pdf', 413, 'DOCUMENT_TOO_LARGE'],
  ];
  for (const [content, name, status, code] of files) {
    const answer = await draft.upload(content, name);
    assert.deepEqual(
      [answer.status, answer.json.code],
      [status, code],
      `${name} ${content.length}`,
    );
    assert.ok(!answer.text.includes(canary));
    await draft.assertNothingKept(before);
  }
});

// control: ASVS 5.2.1
test('an upload without a Content-Length is aborted at the maximum size', async () => {
  const before = await portal.objects();
  const sent = draft.begin(beginning, { 'Transfer-Encoding': 'chunked' });
  sent.on('error', () => {});
  for (let piece = 0; piece < 40; piece += 1) sent.write(randomBytes(256 * 1024));
  sent.end('\r\n--edge--\r\n');
  assert.equal((await answerTo(sent)).json.code, 'DOCUMENT_TOO_LARGE');
  await draft.assertNothingKept(before);
});

test('a form that is damaged or holds anything besides one file is refused and leaves nothing', async () => {
  const before = await portal.objects();
  const file = part(`name="file"; filename="a.pdf"`);
  const field = part(`name="note"`, canary);
  const long = part(`name="file"; filename="a.pdf"`, bigPdf(megabyte).toString('latin1'));
  const form = 'multipart/form-data; boundary=edge';
  const requests: [about: string, body: Buffer, type: string, status: number, code: string][] = [
    ['JSON', Buffer.from('{}'), 'application/json', 415, 'UPLOAD_NOT_MULTIPART'],
    ['the bare file', pdf, 'application/pdf', 415, 'UPLOAD_NOT_MULTIPART'],
    [
      'another multipart',
      multipart(file),
      'multipart/mixed; boundary=edge',
      415,
      'UPLOAD_NOT_MULTIPART',
    ],
    ['no boundary', multipart(file), 'multipart/form-data', 400, 'UPLOAD_MALFORMED'],
    [
      'another boundary',
      multipart(file),
      'multipart/form-data; boundary=ledge',
      400,
      'UPLOAD_MALFORMED',
    ],
    ['no end', multipart(file).subarray(0, -12), form, 400, 'UPLOAD_MALFORMED'],
    ['no end of a long one', multipart(long).subarray(0, -12), form, 400, 'UPLOAD_MALFORMED'],
    ['nothing', Buffer.from('--edge--\r\n'), form, 422, 'DOCUMENT_MISSING'],
    [
      'a malformed header',
      Buffer.from('--edge\r\nContent\u0000-Disposition\r\n\r\nx\r\n--edge--\r\n'),
      form,
      400,
      'UPLOAD_MALFORMED',
    ],
    [
      'another field’s file',
      multipart(part(`name="avatar"; filename="a.pdf"`)),
      form,
      400,
      'UPLOAD_UNEXPECTED_PART',
    ],
    ['a field', multipart(field), form, 400, 'UPLOAD_UNEXPECTED_PART'],
    ['a field before the file', multipart(field, file), form, 400, 'UPLOAD_UNEXPECTED_PART'],
    ['a field after the file', multipart(file, field), form, 400, 'UPLOAD_UNEXPECTED_PART'],
    ['a field after a long file', multipart(long, field), form, 400, 'UPLOAD_UNEXPECTED_PART'],
    ['two files', multipart(file, file), form, 400, 'UPLOAD_UNEXPECTED_PART'],
    ['two long files', multipart(long, long), form, 400, 'UPLOAD_UNEXPECTED_PART'],
    [
      'a part without a name',
      multipart(`Content-Type: text/plain\r\n\r\n${canary}`, file),
      form,
      400,
      'UPLOAD_UNEXPECTED_PART',
    ],
  ];
  for (const [about, body, type, status, code] of requests) {
    const sent = draft.begin(body, {
      'Content-Type': type,
      'Content-Length': String(body.length),
    });
    sent.end();
    const answer = await answerTo(sent);
    assert.deepEqual([answer.status, answer.json.code], [status, code], about);
    assert.ok(!answer.text.includes(canary), about);
    await draft.assertNothingKept(before);
  }
});

test('a customer can upload no document of a type that customers do not provide', async () => {
  for (const type of ['decision-letter', 'passport', '__proto__', '..%2fidentity']) {
    assert.equal(
      (await draft.customer.post(draft.path(type), fileForm(pdf, 'a.pdf'))).json.code,
      'NOT_FOUND',
      type,
    );
  }
});

test('a file of another kind is refused after its first bytes, and its sender is stopped ten seconds later', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const page = part('name="file"; filename="a.pdf"', `<html>${' '.repeat(8_000)}`);
  const sent = draft.begin(Buffer.from(`--edge\r\n${page}`), { 'Content-Length': '2000000' });
  sent.on('error', () => {});
  assert.equal((await answerTo(sent)).json.code, 'DOCUMENT_TYPE_NOT_ALLOWED');
  assert.equal(sent.destroyed, false, 'a browser would not see the answer');
  const stopped = new Promise((resolve) => sent.once('close', resolve));
  t.mock.timers.tick(10_000);
  await stopped;
});
