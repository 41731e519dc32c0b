import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, pdf } from '../testing/visitor.ts';
import { beginning, openTestDraft } from './testing/draft.ts';
import type { TestDraft } from './testing/draft.ts';

let portal: TestPortal;
let draft: TestDraft;
before(async () => void (portal = await startTestPortal()));
beforeEach(async () => void (draft = await openTestDraft(portal)));
after(() => portal.stop());

test('an application holds at most eight documents, even if several arrive at once', async () => {
  for (let stored = 0; stored < 7; stored += 1) await draft.upload(pdf, `${stored}.pdf`);
  const answers = await Promise.all(
    ['a.pdf', 'b.pdf', 'c.pdf'].map((name) => draft.upload(pdf, name)),
  );
  const taken = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ json }) => json.code === 'DOCUMENT_LIMIT_REACHED');
  assert.equal(taken.length + refused.length, 3);
  assert.equal(taken.length, 1);
  assert.equal((await draft.upload(pdf, 'ninth.pdf')).json.code, 'DOCUMENT_LIMIT_REACHED');
  assert.equal((await draft.listed()).length, 8);
  const { text: page } = await draft.customer.get(draft.page, asBrowser);
  assert.match(page, /8 in all[^]*8 of 8/);
  const [first] = await draft.listed();
  await draft.customer.post(`${draft.page}/${first?.ref}/remove`);
  assert.equal((await draft.upload(pdf, 'ninth.pdf')).status, 201);
});

test('a user’s fourth concurrent upload is refused while three slow ones are running', async () => {
  const slow = Array.from({ length: 3 }, () =>
    draft.begin(beginning, { 'Content-Length': '5000' }),
  );
  await delay(500);
  const { status, json } = await draft.upload(pdf, 'fourth.pdf');
  assert.deepEqual([status, json.code], [429, 'UPLOADS_AT_ONCE']);
  for (const sent of slow) sent.on('error', () => {}).destroy();
  await delay(500);
  assert.equal((await draft.upload(pdf, 'fourth.pdf')).status, 201);
});
