import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import {
  completeDraft,
  createVisitor,
  fileForm,
  openDraft,
  pdf,
  asBrowser,
  png,
} from '../testing/visitor.ts';
import type { Answer, Visitor } from '../testing/visitor.ts';

const megabyte = 1024 * 1024;
const maxDocumentBytes = 3 * megabyte;
const canary = 'CANARY-91c';

let portal: TestPortal;
let customer: Visitor;
let ref: string;

before(async () => {
  portal = await startTestPortal({ maxDocumentBytes });
});
beforeEach(async () => {
  customer = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
  ref = await openDraft(customer);
});
after(() => portal.stop());

const path = (type = 'bank-statement') => `/applications/${ref}/documents/${type}`;
const upload = (content: Buffer, name: string) => customer.post(path(), fileForm(content, name));
const bigPdf = (bytes: number) => Buffer.concat([pdf, randomBytes(bytes - pdf.length)]);

interface Listed {
  ref: string;
  fileName: string;
  bytes: number;
}
const listed = async () =>
  (await customer.get(`/applications/${ref}/documents`)).json.documents as Listed[];

/** Asserts that a refused upload left no row, no object and no note of an object. */
async function assertNothingKept(objectsBefore: string[]): Promise<void> {
  assert.deepEqual(await listed(), []);
  assert.deepEqual(await portal.objects(), objectsBefore);
  assert.equal(await portal.count(`unpublished_objects where subject = '${ref}'`), 0);
}

/** A multipart body written by hand. */
function multipart(...parts: string[]): Buffer {
  return Buffer.from(
    `${parts.map((part) => `--edge\r\n${part}\r\n`).join('')}--edge--\r\n`,
    'latin1',
  );
}
const filePart = (head: string, content = pdf.toString('latin1')) =>
  `Content-Disposition: form-data; ${head}\r\n\r\n${content}`;

/** Posts raw bytes. The caller ends the request. */
function postRaw(
  body: Buffer,
  contentType = 'multipart/form-data; boundary=edge',
  more: Record<string, string> = {},
): ClientRequest {
  const headers = {
    Accept: 'application/json',
    Cookie: customer.cookie(),
    'Content-Type': contentType,
    ...more,
  };
  const sent = request(portal.url + path(), { method: 'POST', headers });
  sent.write(body);
  return sent;
}

async function answerTo(sent: ClientRequest): Promise<Pick<Answer, 'status' | 'text' | 'json'>> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const body = await text(response);
  return {
    status: response.statusCode ?? 0,
    text: body,
    json: JSON.parse(body) as Record<string, unknown>,
  };
}

test('a document is stored, listed, and downloaded unchanged as an attachment', async () => {
  const content = bigPdf(2 * megabyte + 17);
  const { status, json } = await upload(content, 'June.pdf');
  assert.deepEqual([status, json.fileName, json.bytes], [201, 'June.pdf', content.length]);
  assert.deepEqual(
    (await listed()).map(({ fileName, bytes }) => [fileName, bytes]),
    [['June.pdf', content.length]],
  );
  const response = await fetch(
    `${portal.url}/applications/${ref}/documents/${json.ref as string}`,
    {
      headers: { Cookie: customer.cookie() },
    },
  );
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
  const expected = {
    'content-type': 'application/pdf',
    'content-length': String(content.length),
    'content-disposition': 'attachment; filename=June.pdf',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  for (const [name, value] of Object.entries(expected))
    assert.equal(response.headers.get(name), value);
});

test('the stored object does not hold the plaintext of the document', async () => {
  const before = new Set(await portal.objects());
  await upload(bigPdf(megabyte), `${canary}.pdf`);
  const [key] = (await portal.objects()).filter((object) => !before.has(object));
  assert.ok(key && !key.includes(canary));
  const object = await portal.s3.send(new GetObjectCommand({ Bucket: portal.bucket, Key: key }));
  const stored = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  assert.ok(stored.length > megabyte && !stored.includes(pdf));
});

test('a browser without JavaScript is redirected to the documents page after an upload', async () => {
  const { status, headers } = await customer.post(
    path('identity'),
    fileForm(png, 'id.png'),
    asBrowser,
  );
  assert.deepEqual([status, headers.get('Location')], [303, `/applications/${ref}/documents`]);
});

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
    const answer = await upload(content, name);
    assert.deepEqual(
      [answer.status, answer.json.code],
      [status, code],
      `${name} ${content.length}`,
    );
    assert.ok(!answer.text.includes(canary));
    await assertNothingKept(before);
  }
});

test('a file of exactly the maximum size is accepted', async () => {
  assert.equal((await upload(bigPdf(maxDocumentBytes), 'exact.pdf')).status, 201);
});

test('an upload without a Content-Length is aborted at the maximum size', async () => {
  const before = await portal.objects();
  const sent = postRaw(
    Buffer.from(`--edge\r\n${filePart('name="file"; filename="a.pdf"')}`),
    undefined,
    {
      'Transfer-Encoding': 'chunked',
    },
  );
  sent.on('error', () => {});
  for (let piece = 0; piece < 40; piece += 1) sent.write(randomBytes(256 * 1024));
  sent.end('\r\n--edge--\r\n');
  assert.equal((await answerTo(sent)).json.code, 'DOCUMENT_TOO_LARGE');
  await assertNothingKept(before);
});

test('a form that is damaged or holds anything besides one file is refused and leaves nothing', async () => {
  const before = await portal.objects();
  const file = filePart(`name="file"; filename="a.pdf"`);
  const field = filePart(`name="note"`, canary);
  const long = filePart(`name="file"; filename="a.pdf"`, bigPdf(megabyte).toString('latin1'));
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
      multipart(filePart(`name="avatar"; filename="a.pdf"`)),
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
    const sent = postRaw(body, type, { 'Content-Length': String(body.length) });
    sent.end();
    const answer = await answerTo(sent);
    assert.deepEqual([answer.status, answer.json.code], [status, code], about);
    assert.ok(!answer.text.includes(canary), about);
    await assertNothingKept(before);
  }
});

test('an upload whose connection breaks leaves nothing', async () => {
  const before = await portal.objects();
  const start = Buffer.from(`--edge\r\n${filePart('name="file"; filename="a.pdf"')}`);
  for (const sentBefore of [
    start.subarray(0, 10),
    start,
    Buffer.concat([start, randomBytes(2 * megabyte)]),
  ]) {
    const sent = postRaw(sentBefore, undefined, { 'Content-Length': String(maxDocumentBytes) });
    sent.on('error', () => {});
    await delay(300);
    sent.destroy();
    await delay(500);
    await assertNothingKept(before);
  }
});

test('an upload whose connection closes right after its last byte frees its place', async () => {
  const whole = multipart(filePart('name="file"; filename="a.pdf"'));
  for (let round = 0; round < 6; round += 1) {
    const sent = postRaw(whole, undefined, { 'Content-Length': String(whole.length) });
    sent.on('error', () => {});
    const closed = new Promise((resolve) => sent.once('close', resolve));
    sent.end(() => setTimeout(() => sent.destroy(), round));
    await closed;
  }
  const answered = async () => (await upload(pdf, 'after.pdf')).status;
  for (let tries = 0; tries < 20 && (await answered()) !== 201; tries += 1) await delay(50);
  assert.ok((await listed()).some(({ fileName }) => fileName === 'after.pdf'));
});

test('a file name adds no folder, control character, markup or header to a page or a download', async () => {
  const names: [name: string, label: string, disposition: string][] = [
    ['../../../etc/passwd', 'passwd.pdf', 'attachment; filename=passwd.pdf'],
    ['..\\\\..\\\\boot.ini', 'boot.ini.pdf', 'attachment; filename=boot.ini.pdf'],
    ['a%0d%0aSet-Cookie: x=1.pdf', 'a%0d%0aSet-Cookie: x=1.pdf', ''],
    ['<img src=x onerror=alert(1)>.pdf', '<img src=x onerror=alert(1)>.pdf', ''],
    ['Überweisung 🚢.pdf', 'Überweisung 🚢.pdf', ''],
    [`${'x'.repeat(400)}.pdf`, `${'x'.repeat(190)}.pdf`, ''],
  ];
  for (const [name, label, disposition] of names) {
    const body = Buffer.from(
      `--edge\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${pdf.toString()}\r\n--edge--\r\n`,
    );
    const sent = postRaw(body);
    sent.end();
    const { json } = await answerTo(sent);
    assert.equal(json.fileName, label);
    const page = await customer.get(`/applications/${ref}/documents`, asBrowser);
    assert.ok(!page.text.includes('<img'));
    const document = `/applications/${ref}/documents/${json.ref as string}`;
    const { headers } = await customer.get(document);
    if (disposition) assert.equal(headers.get('Content-Disposition'), disposition);
    assert.match(
      headers.get('Content-Disposition') ?? '',
      /^attachment; filename=("[^"\r\n]*"|[\w.-]+)(; filename\*=UTF-8''[\w.%-]+)?$/,
    );
    await customer.post(`${document}/remove`);
  }
});

test('an application holds at most eight documents, even if several arrive at once', async () => {
  for (let stored = 0; stored < 7; stored += 1) await upload(pdf, `${stored}.pdf`);
  const answers = await Promise.all(['a.pdf', 'b.pdf', 'c.pdf'].map((name) => upload(pdf, name)));
  const taken = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ json }) => json.code === 'DOCUMENT_LIMIT_REACHED');
  assert.equal(taken.length + refused.length, 3);
  assert.equal(taken.length, 1);
  assert.equal((await upload(pdf, 'ninth.pdf')).json.code, 'DOCUMENT_LIMIT_REACHED');
  assert.equal((await listed()).length, 8);
  const { text: page } = await customer.get(`/applications/${ref}/documents`, asBrowser);
  assert.match(page, /8 in all[^]*8 of 8/);
  const [first] = await listed();
  await customer.post(`/applications/${ref}/documents/${first?.ref}/remove`);
  assert.equal((await upload(pdf, 'ninth.pdf')).status, 201);
});

test('a user’s fourth concurrent upload is refused while three slow ones are running', async () => {
  const begun = multipart(filePart('name="file"; filename="slow.pdf"')).subarray(0, 120);
  const slow = Array.from({ length: 3 }, () =>
    postRaw(begun, undefined, { 'Content-Length': '5000' }),
  );
  await delay(500);
  const { status, json } = await upload(pdf, 'fourth.pdf');
  assert.deepEqual([status, json.code], [429, 'UPLOADS_AT_ONCE']);
  for (const sent of slow) sent.on('error', () => {}).destroy();
  await delay(500);
  assert.equal((await upload(pdf, 'fourth.pdf')).status, 201);
});

test('a customer can upload no document of a type that customers do not provide', async () => {
  for (const type of ['decision-letter', 'passport', '__proto__', '..%2fidentity']) {
    assert.equal(
      (await customer.post(path(type), fileForm(pdf, 'a.pdf'))).json.code,
      'NOT_FOUND',
      type,
    );
  }
});

test('a document is removed with its object, and removing it again has no effect', async () => {
  const before = await portal.objects();
  const { json } = await upload(pdf, 'a.pdf');
  for (const _time of ['once', 'again']) {
    const answer = await customer.post(
      `/applications/${ref}/documents/${json.ref as string}/remove`,
    );
    assert.equal(answer.status, 200);
    await assertNothingKept(before);
  }
});

test('after submission no document can be added or removed', async () => {
  ref = await completeDraft(customer);
  const [document] = await listed();
  await portal.applications.submit({ id: customer.id, role: 'customer' }, ref as `app_${string}`);
  const objects = await portal.objects();
  assert.equal((await upload(pdf, 'late.pdf')).json.code, 'NOT_A_DRAFT');
  // The refusal comes before the file is read: this file never arrives.
  const sent = postRaw(Buffer.from('--edge'), undefined, { 'Content-Length': '1000000' });
  sent.on('error', () => {});
  assert.equal((await answerTo(sent)).json.code, 'NOT_A_DRAFT');
  sent.destroy();
  assert.equal(
    (await customer.post(`/applications/${ref}/documents/${document?.ref}/remove`)).json.code,
    'NOT_A_DRAFT',
  );
  const page = await customer.get(`/applications/${ref}/documents`, asBrowser);
  assert.equal(page.headers.get('Location'), `/applications/${ref}`);
  assert.deepEqual(await portal.objects(), objects);
});

test('a download of an altered document is refused, or cut off before it looks complete', async () => {
  for (const bytes of [pdf.length, 2 * megabyte]) {
    const before = new Set(await portal.objects());
    const { json } = await upload(bigPdf(bytes), 'a.pdf');
    const [Key] = (await portal.objects()).filter((object) => !before.has(object));
    const place = { Bucket: portal.bucket, Key };
    const object = await portal.s3.send(new GetObjectCommand(place));
    const stored = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    stored.writeUInt8(stored.readUInt8(stored.length - 40) ^ 1, stored.length - 40);
    await portal.s3.send(new PutObjectCommand({ ...place, Body: stored }));
    const download = customer.get(`/applications/${ref}/documents/${json.ref as string}`);
    if (bytes === pdf.length) assert.deepEqual((await download).json.code, 'STORED_DATA_DAMAGED');
    else await assert.rejects(download, /terminated|fetch failed/);
  }
});

test('a download that the client aborts is not logged as a failure', async () => {
  const { json } = await upload(bigPdf(maxDocumentBytes), 'a.pdf');
  portal.log.length = 0;
  const headers = { Cookie: customer.cookie() };
  const sent = request(`${portal.url}/applications/${ref}/documents/${json.ref as string}`, {
    headers,
  }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.once('error', () => {});
  response.destroy();
  const log = () => portal.log.join('');
  for (let tries = 0; tries < 50 && !log().includes('request-aborted'); tries += 1) await delay(50);
  await delay(200);
  assert.match(log(), /request-aborted/);
  assert.doesNotMatch(log(), /request-failed/);
});
