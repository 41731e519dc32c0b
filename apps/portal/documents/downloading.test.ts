import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { pdf } from '../testing/visitor.ts';
import { bigPdf, megabyte, openTestDraft } from './testing/draft.ts';
import type { TestDraft } from './testing/draft.ts';

const maxDocumentBytes = 3 * megabyte;

let portal: TestPortal;
let draft: TestDraft;
before(async () => void (portal = await startTestPortal({ maxDocumentBytes })));
beforeEach(async () => void (draft = await openTestDraft(portal)));
after(() => portal.stop());

test('a download of an altered document is refused, or cut off before it looks complete', async () => {
  for (const bytes of [pdf.length, 2 * megabyte]) {
    const before = new Set(await portal.objects());
    const { json } = await draft.upload(bigPdf(bytes), 'a.pdf');
    const [Key] = (await portal.objects()).filter((object) => !before.has(object));
    const place = { Bucket: portal.bucket, Key };
    const object = await portal.s3.send(new GetObjectCommand(place));
    const stored = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    stored.writeUInt8(stored.readUInt8(stored.length - 40) ^ 1, stored.length - 40);
    await portal.s3.send(new PutObjectCommand({ ...place, Body: stored }));
    const download = draft.customer.get(`${draft.page}/${json.ref as string}`);
    if (bytes === pdf.length) assert.deepEqual((await download).json.code, 'STORED_DATA_DAMAGED');
    else await assert.rejects(download, /terminated|fetch failed/);
  }
});

test('a download that the client aborts is not logged as a failure', async () => {
  const { json } = await draft.upload(bigPdf(maxDocumentBytes), 'a.pdf');
  portal.log.length = 0;
  const headers = { Cookie: draft.customer.cookie() };
  const sent = request(`${portal.url}${draft.page}/${json.ref as string}`, {
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
