/** Files that people really send, and what they hear at once. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import sharp from 'sharp';
import { sampleApplication } from '#lending/samples/application.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, createVisitor, fileForm, openDraft, pdf, png } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';

const [card, statement] = (await sampleApplication({}, 1)).documents.map(
  ({ content }) => content,
) as [Buffer, Buffer];

/** A page without text, as a scanner makes it. */
const scan = Buffer.from(
  `%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >> endobj
trailer << /Root 1 0 R >>
%%EOF
`,
);

let portal: TestPortal;
let customer: Visitor;
let ref: ApplicationRef;
before(async () => void (portal = await startTestPortal({ inspects: true })));
beforeEach(async () => {
  customer = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
  ref = await openDraft(customer);
});
after(() => portal.stop());

const upload = (content: Buffer, name: string) =>
  customer.post(`/applications/${ref}/documents/bank-statement`, fileForm(content, name));
const kept = async () =>
  ((await customer.get(`/applications/${ref}/documents`)).json.documents as object[]).length;

/** The statement, said to be encrypted: no reader opens it without a password. */
const locked = Buffer.from(
  statement
    .toString('latin1')
    .replace(
      /trailer\s*<</,
      (trailer) =>
        `${trailer} /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <${'11'.repeat(32)}> /U <${'22'.repeat(32)}> >> /ID [<00><00>]`,
    ),
  'latin1',
);

test('a file that cannot be used is refused at once, in words, and nothing of it is kept', async () => {
  const blank = await sharp({
    create: { width: 800, height: 600, channels: 3, background: '#ffffff' },
  })
    .jpeg()
    .toBuffer();
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
  const refused: [content: Buffer, name: string, status: number, code: string][] = [
    [pdf, 'broken.pdf', 422, 'DOCUMENT_BROKEN'],
    [card.subarray(0, card.length / 2), 'half.jpg', 422, 'DOCUMENT_BROKEN'],
    [locked, 'locked.pdf', 422, 'DOCUMENT_LOCKED'],
    [png, 'tiny.png', 422, 'DOCUMENT_ILLEGIBLE'],
    [blank, 'blank.jpg', 422, 'DOCUMENT_ILLEGIBLE'],
    [heic, 'IMG_0001.HEIC', 415, 'DOCUMENT_IS_HEIC'],
  ];
  for (const [content, name, status, code] of refused) {
    const answer = await upload(content, name);
    assert.deepEqual([answer.status, answer.json.code], [status, code], name);
  }
  assert.equal(await kept(), 0);
  assert.deepEqual(await portal.objects(), []);
});

test('a TIFF is accepted, and downloaded as a file that no browser tries to show', async () => {
  const tiff = await sharp(card).tiff({ compression: 'lzw' }).toBuffer();
  const { status, json } = await upload(tiff, 'scan.tiff');
  assert.equal(status, 201, JSON.stringify(json));
  const { headers } = await customer.get(`/applications/${ref}/documents/${String(json.ref)}`);
  assert.equal(headers.get('content-type'), 'image/tiff');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('content-disposition'), 'attachment; filename=scan.tiff');
  assert.equal(
    (await upload(tiff.subarray(0, tiff.length / 2), 'cut.tif')).json.code,
    'DOCUMENT_BROKEN',
  );
});

test('a file with lines before the PDF, a WebP photo and a scan without text are accepted', async () => {
  const webp = await sharp(card).webp().toBuffer();
  for (const [content, name] of [
    [Buffer.concat([Buffer.from('\r\n\r\n'), statement]), 'mailed.pdf'],
    [webp, 'photo.webp'],
    [scan, 'scan.pdf'],
  ] as const) {
    const answer = await upload(content, name);
    assert.equal(answer.status, 201, `${name}: ${JSON.stringify(answer.json)}`);
  }
  assert.equal(await kept(), 3);
});

test('the sender of a scan without text is told at once that a person will read it', async () => {
  assert.equal((await upload(scan, 'scan.pdf')).json.unreadable, 'no-text');
  assert.equal((await upload(statement, 'statement.pdf')).json.unreadable, undefined);
  const page = async (content: Buffer) => {
    const form = fileForm(content, 'sent.pdf');
    const path = `/applications/${ref}/documents/bank-statement`;
    const { headers } = await customer.post(path, form, asBrowser);
    return (await customer.get(headers.get('location') ?? '', asBrowser)).text;
  };
  assert.match(await page(scan), /We found no text in it that we can read: a person will look/);
  assert.doesNotMatch(await page(statement), /We found no text/);
});
