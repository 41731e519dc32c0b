import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, completeDraft, pdf } from '../testing/visitor.ts';
import { answerTo, openTestDraft } from './testing/draft.ts';
import type { TestDraft } from './testing/draft.ts';

let portal: TestPortal;
let draft: TestDraft;
before(async () => void (portal = await startTestPortal()));
beforeEach(async () => void (draft = await openTestDraft(portal)));
after(() => portal.stop());

test('a document is removed with its object, and removing it again has no effect', async () => {
  const before = await portal.objects();
  const { json } = await draft.upload(pdf, 'a.pdf');
  for (const _time of ['once', 'again']) {
    const answer = await draft.customer.post(`${draft.page}/${json.ref as string}/remove`);
    assert.equal(answer.status, 200);
    await draft.assertNothingKept(before);
  }
});

test('after submission no document can be added or removed', async () => {
  const draft = await openTestDraft(portal, completeDraft);
  const [document] = await draft.listed();
  await portal.applications.submit({ id: draft.customer.id, role: 'customer' }, draft.ref);
  const objects = await portal.objects();
  assert.equal((await draft.upload(pdf, 'late.pdf')).json.code, 'NOT_A_DRAFT');
  // The refusal comes before the file is read: this file never arrives.
  const sent = draft.begin(Buffer.from('--edge'), { 'Content-Length': '1000000' });
  sent.on('error', () => {});
  assert.equal((await answerTo(sent)).json.code, 'NOT_A_DRAFT');
  sent.destroy();
  assert.equal(
    (await draft.customer.post(`${draft.page}/${document?.ref}/remove`)).json.code,
    'NOT_A_DRAFT',
  );
  const page = await draft.customer.get(draft.page, asBrowser);
  assert.equal(page.headers.get('Location'), `/applications/${draft.ref}`);
  assert.deepEqual(await portal.objects(), objects);
});
