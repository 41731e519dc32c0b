import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { ApplicationRef } from '#contract/index.ts';
import { worker } from '#lending/index.ts';
import { takeSteps } from '#lending/testing/steps.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import { withCode } from '#vault/testing/services.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { signedInAgo } from '../testing/sessions.ts';
import { answers, asBrowser, completeDraft, createVisitor } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';

const canary = 'CANARY-note';
const digits = String(answers().ssn).replace(/\D/g, '');

let portal: TestPortal;
let customer: Visitor;
let reviewer: Visitor;
let person: { id: string; email: string };
let ref: ApplicationRef;

before(async () => {
  portal = await startTestPortal();
  customer = createVisitor(portal.url);
  await customer.signIn(await portal.addUser('customer'));
});
beforeEach(async () => {
  person = await portal.addUser('reviewer');
  reviewer = await createVisitor(portal.url).signIn(person);
  ref = await completeDraft(customer);
  await portal.applications.submit({ id: customer.id, role: 'customer' }, ref);
  await takeSteps(portal.worker, ref, 'assessed');
  await portal.worker.applications.setStatus(worker, ref, 'in-review');
});
after(() => portal.stop());

const form = (changes: object = {}) => ({
  idempotencyKey: newIdempotencyKey(),
  field: 'ssn',
  reason: 'compare-document',
  note: canary,
  ...changes,
});
const reveal = (body: object, headers?: Record<string, string>) =>
  reviewer.post(`/reviews/${ref}/reveal`, body, headers);

async function trail(): Promise<string[]> {
  const { rows } = await portal.ownerPool.query<{ entry: string }>(
    `select action || ' ' || part || ' ' || outcome as entry from audit_entries
     where actor = $1 and purpose = 'reveal' order by seq`,
    [person.id],
  );
  return rows.map(({ entry }) => entry);
}

test('a reviewer sees a number for a minute, with entries in the trail, and the customer is told', async () => {
  const page = await reveal(form(), asBrowser);
  assert.equal(page.status, 200);
  assert.ok(page.text.includes(digits));
  assert.equal(page.headers.get('Refresh'), `60; url=/reviews/${ref}`);
  assert.equal(page.headers.get('Cache-Control'), 'no-store');
  const entries = ['record.write disclosure', 'record.read disclosure', 'record.read identity'];
  assert.deepEqual(
    await trail(),
    entries.map((entry) => `${entry} granted`),
  );

  const told = await customer.get(`/applications/${ref}`, asBrowser);
  assert.match(told.text, /A reviewer looked at your Social Security number on .+, to compare it/);
  assert.ok(!told.text.includes(canary) && !told.text.includes(digits));
  assert.ok(!portal.log.some((line) => line.includes(digits) || line.includes(canary)));
});

test('nothing is shown and nothing opened without a reason and a note, or after an old sign-in', async () => {
  const { status, json } = await reveal({ ...form(), note: '', reason: 'curiosity' });
  assert.deepEqual([status, json.code], [422, 'FORM_INVALID']);
  await signedInAgo(portal, person, 6);
  assert.equal((await reveal(form())).json.code, 'SIGN_IN_AGAIN');
  const again = await reveal(form(), asBrowser);
  assert.ok(again.text.includes(canary), 'what was entered is still there');
  assert.deepEqual(await trail(), []);
});

test('a form that is sent twice tells the customer once, and shows no other field', async () => {
  const sent = form();
  assert.equal((await reveal(sent)).json.value, digits);
  assert.equal((await reveal(sent)).json.value, digits);
  const other = await reveal({ ...sent, field: 'bank-account-number' });
  assert.equal(other.json.code, 'FORM_SENT_BEFORE');
  const { json } = await customer.get(`/applications/${ref}`);
  assert.equal((json.disclosures as unknown[]).length, 1);
});

test('an application that is not in review shows nothing', async () => {
  const draft = await completeDraft(customer);
  await portal.applications.submit({ id: customer.id, role: 'customer' }, draft);
  const { json } = await reviewer.post(`/reviews/${draft}/reveal`, form());
  assert.equal(json.code, 'REVIEW_NOT_AWAITING');
  assert.deepEqual(await trail(), []);
});

test('a reviewer looks at twenty numbers in an hour', async () => {
  for (let count = 0; count < 20; count += 1) await reveal({});
  const { status, json } = await reveal(form());
  assert.deepEqual([status, json.code], [429, 'REVEAL_TOO_OFTEN']);
});

test('for a review alone, the vault opens no number', async () => {
  const session = portal.vault.as({ id: person.id, role: 'reviewer', purpose: 'review' });
  for (const part of ['identity', 'bank-account'] as const)
    await assert.rejects(session.get(part, ref), withCode('VAULT_NOT_GRANTED'));
});
