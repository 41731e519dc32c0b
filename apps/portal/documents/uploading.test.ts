import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, fileForm, pdf, png } from '../testing/visitor.ts';
import {
  answerTo,
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

test('a document is stored, listed, and downloaded unchanged as an attachment', async () => {
  const content = bigPdf(2 * megabyte + 17);
  const { status, json } = await draft.upload(content, 'June.pdf');
  assert.deepEqual([status, json.fileName, json.bytes], [201, 'June.pdf', content.length]);
  assert.deepEqual(
    (await draft.listed()).map(({ fileName, bytes }) => [fileName, bytes]),
    [['June.pdf', content.length]],
  );
  const response = await fetch(`${portal.url}${draft.page}/${json.ref as string}`, {
    headers: { Cookie: draft.customer.cookie() },
  });
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
  await draft.upload(bigPdf(megabyte), `${canary}.pdf`);
  const [key] = (await portal.objects()).filter((object) => !before.has(object));
  assert.ok(key && !key.includes(canary));
  const object = await portal.s3.send(new GetObjectCommand({ Bucket: portal.bucket, Key: key }));
  const stored = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  assert.ok(stored.length > megabyte && !stored.includes(pdf));
});

test('a browser without JavaScript is redirected to the documents page after an upload', async () => {
  const { status, headers } = await draft.customer.post(
    draft.path('identity'),
    fileForm(png, 'id.png'),
    asBrowser,
  );
  assert.deepEqual([status, headers.get('Location')], [303, draft.page]);
});

test('a file of exactly the maximum size is accepted', async () => {
  assert.equal((await draft.upload(bigPdf(maxDocumentBytes), 'exact.pdf')).status, 201);
});

// control: ASVS 5.4.1, ASVS 5.4.2
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
    const sent = draft.begin(multipart(part(`name="file"; filename="${name}"`)));
    sent.end();
    const { json } = await answerTo(sent);
    assert.equal(json.fileName, label);
    const page = await draft.customer.get(draft.page, asBrowser);
    assert.ok(!page.text.includes('<img'));
    const document = `${draft.page}/${json.ref as string}`;
    const { headers } = await draft.customer.get(document);
    if (disposition) assert.equal(headers.get('Content-Disposition'), disposition);
    assert.match(
      headers.get('Content-Disposition') ?? '',
      /^attachment; filename=("[^"\r\n]*"|[\w.-]+)(; filename\*=UTF-8''[\w.%-]+)?$/,
    );
    await draft.customer.post(`${document}/remove`);
  }
});
