/** Step-up: what cannot be undone takes a sign-in within the last five minutes. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { ApplicationRef } from '#contract/index.ts';
import { newIdempotencyKey } from '#vault/index.ts';
import { signIn } from '../client/portal-client.ts';
import { signInAtProvider } from '../client/sign-in.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { signedInAgo } from '../testing/sessions.ts';
import {
  asBrowser,
  completeDraft,
  createVisitor,
  openDraft,
  password,
} from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';
import { renewSession } from './session.ts';

let portal: TestPortal;
let user: { id: string; email: string };
let visitor: Visitor;
let ref: ApplicationRef;

before(async () => {
  portal = await startTestPortal();
  user = await portal.addUser('customer');
});
beforeEach(async () => {
  await portal.ownerPool.query('delete from sessions');
  visitor = await createVisitor(portal.url).signIn(user);
  ref = await openDraft(visitor);
});
after(() => portal.stop());

const decision = { idempotencyKey: newIdempotencyKey(), decision: 'approve', rationale: 'So.' };

/** Goes through the provider from `/sign-in/again`. Returns the answer to the way back. */
async function confirm({ email } = user, query = '') {
  const { headers } = await visitor.get(`/sign-in/again${query}`, asBrowser);
  const back = await signInAtProvider(headers.get('Location') ?? '', { email, password });
  return visitor.get(back ?? assert.fail('the provider refused'), asBrowser);
}

/** The only one. */
async function session() {
  const { rows } = await portal.ownerPool.query<{ sid: string; sess: Record<string, unknown> }>(
    'select sid, sess from sessions',
  );
  return rows[0] ?? assert.fail('no session');
}

// control: ASVS 7.5.3
test('a decision and a withdrawal need a sign-in within the last five minutes', async () => {
  const reviewer = await portal.addUser('reviewer');
  const reviewing = await createVisitor(portal.url).signIn(reviewer);
  ref = await completeDraft(visitor);
  await portal.applications.submit({ id: user.id, role: 'customer' }, ref);
  const routes: [Visitor, string, object][] = [
    [visitor, `/applications/${ref}/withdraw`, {}],
    [reviewing, `/reviews/${ref}/decision`, decision],
  ];
  for (const person of [user, reviewer]) await signedInAgo(portal, person, 5.1);
  for (const [who, path, body] of routes) {
    const { status, json } = await who.post(path, body);
    assert.deepEqual([status, json.code], [401, 'SIGN_IN_AGAIN'], path);
  }
  for (const person of [user, reviewer]) await signedInAgo(portal, person, 4.9);
  for (const [who, path, body] of routes)
    assert.notEqual((await who.post(path, body)).json.code, 'SIGN_IN_AGAIN', path);
});

test('a browser is sent to confirm, and comes back to the page with the form', async () => {
  await signedInAgo(portal, user, 6);
  const page = `/applications/${ref}`;
  const headers = { ...asBrowser, Referer: portal.url + page };
  const sent = await visitor.post(`${page}/withdraw`, undefined, headers);
  const again = `/sign-in/again?next=${encodeURIComponent(page)}`;
  assert.deepEqual([sent.status, sent.headers.get('Location')], [303, again]);
  assert.equal((await visitor.get(page)).status, 200, 'nothing was withdrawn');
  const back = await confirm(user, again.slice(again.indexOf('?')));
  assert.deepEqual([back.status, back.headers.get('Location')], [303, page]);
  assert.equal((await visitor.post(`${page}/withdraw`)).status, 200);
});

test('confirming asks the provider for the password, and renews the session under its own ID', async () => {
  await signedInAgo(portal, user, 6);
  const before = await session();
  const { headers } = await visitor.get('/sign-in/again', asBrowser);
  const { searchParams } = new URL(headers.get('Location') ?? '');
  assert.deepEqual([searchParams.get('max_age'), searchParams.get('prompt')], ['300', 'login']);
  const back = await confirm();
  assert.equal(back.headers.get('Location'), '/sign-in/confirmed');
  const now = await session();
  assert.deepEqual([now.sid, now.sess.startedAt], [before.sid, before.sess.startedAt]);
  assert.notEqual(now.sess.providerSession, before.sess.providerSession);
  assert.ok(Date.now() - Number(now.sess.authenticatedAt) < 30_000);
  const page = await visitor.get('/sign-in/confirmed', asBrowser);
  assert.match(page.text, /within five minutes/);
});

test('somebody who confirmed a moment ago is not asked again', async () => {
  const { headers } = await visitor.get(`/sign-in/again?next=/applications`, asBrowser);
  assert.equal(headers.get('Location'), '/applications');
});

test('another person cannot confirm, and the session stays as it was', async () => {
  await signedInAgo(portal, user, 6);
  const before = await session();
  const other = await portal.addUser('customer');
  const back = await confirm(other);
  assert.equal(back.status, 403);
  assert.match(back.text, /SIGN_IN_OTHER_PERSON/);
  assert.deepEqual((await session()).sess, before.sess);
  const { json } = await visitor.post(`/applications/${ref}/withdraw`);
  assert.equal(json.code, 'SIGN_IN_AGAIN');
});

test('a session that was ended while its user confirmed is not brought back', async () => {
  const { sess } = await session();
  const proof = { authenticatedAt: Number(sess.authenticatedAt), providerSession: undefined };
  const renewed = renewSession(portal.ownerPool, 'ended', proof);
  await assert.rejects(renewed, { code: 'SIGN_IN_REQUIRED' });
});

test('the portal’s own client signs in again when it is told to', async () => {
  const client = await signIn(portal.url, { ...user, password });
  await signedInAgo(portal, user, 6);
  await client.withdraw(ref);
  await assert.rejects(client.get(`/applications/${ref}`), { status: 404 });
});
