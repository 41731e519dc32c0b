import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { pdf } from '../testing/visitor.ts';
import { beginning, megabyte, multipart, openTestDraft, part } from './testing/draft.ts';
import type { TestDraft } from './testing/draft.ts';

const maxDocumentBytes = 3 * megabyte;

let portal: TestPortal;
let draft: TestDraft;
before(async () => void (portal = await startTestPortal({ maxDocumentBytes })));
beforeEach(async () => void (draft = await openTestDraft(portal)));
after(() => portal.stop());

test('an upload whose connection breaks leaves nothing', async () => {
  const before = await portal.objects();
  for (const sentBefore of [
    beginning.subarray(0, 10),
    beginning,
    Buffer.concat([beginning, randomBytes(2 * megabyte)]),
  ]) {
    const sent = draft.begin(sentBefore, { 'Content-Length': String(maxDocumentBytes) });
    sent.on('error', () => {});
    await delay(300);
    sent.destroy();
    await delay(500);
    await draft.assertNothingKept(before);
  }
});

test('an upload whose connection closes right after its last byte frees its place', async () => {
  const whole = multipart(part('name="file"; filename="a.pdf"'));
  for (let round = 0; round < 6; round += 1) {
    const sent = draft.begin(whole, { 'Content-Length': String(whole.length) });
    sent.on('error', () => {});
    const closed = new Promise((resolve) => sent.once('close', resolve));
    sent.end(() => setTimeout(() => sent.destroy(), round));
    await closed;
  }
  assert.equal(await uploadedInTime(), true);
});

test('an upload whose sender closes its half of the connection right after the last byte frees its place', async () => {
  const whole = multipart(part('name="file"; filename="a.pdf"'));
  const { hostname, port } = new URL(portal.url);
  const head = [
    `POST ${draft.path()} HTTP/1.1`,
    'Host: localhost',
    `Cookie: ${draft.customer.cookie()}`,
    'Content-Type: multipart/form-data; boundary=edge',
    `Content-Length: ${whole.length}`,
  ];
  // More than a customer may have at once.
  for (let round = 0; round < 6; round += 1) {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    socket.on('error', () => {}).resume();
    socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), whole]));
    await once(socket, 'close');
  }
  assert.equal(await uploadedInTime(), true);
});

/** Whether another upload is accepted within a second: the earlier ones have given back their places. */
async function uploadedInTime(): Promise<boolean> {
  for (let tries = 0; tries < 20; tries += 1) {
    if ((await draft.upload(pdf, 'after.pdf')).status === 201) return true;
    await delay(50);
  }
  return false;
}
