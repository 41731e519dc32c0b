import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newIdempotencyKey } from '#vault/index.ts';
import { startTestPortal } from './testing/portal.ts';
import type { TestPortal } from './testing/portal.ts';
import { answers, asBrowser, completeDraft, createVisitor } from './testing/visitor.ts';
import type { Visitor } from './testing/visitor.ts';

const canary = 'CANARY-7f3a';
const unknown = 'app_00000000000000000000000000';

let portal: TestPortal;
let anonymous: Visitor;
let alice: Visitor;
let bob: Visitor;
let reviewer: Visitor;
/** An application of Alice's, and one of its documents. */
let ref: string;
let document: string;

before(async () => {
  portal = await startTestPortal();
  const visit = async (role: 'customer' | 'reviewer') =>
    createVisitor(portal.url).signIn(await portal.addUser(role));
  anonymous = createVisitor(portal.url);
  [alice, bob, reviewer] = await Promise.all([
    visit('customer'),
    visit('customer'),
    visit('reviewer'),
  ]);
  ref = await completeDraft(alice);
  const { json } = await alice.get(`/applications/${ref}/documents`);
  document = (json.documents as { ref: string }[])[0]?.ref ?? '';
});
after(() => portal.stop());

const pages = (app: string, doc: string): string[] => [
  `/applications/${app}`,
  `/applications/${app}/documents`,
  `/applications/${app}/documents/${doc}`,
  `/applications/${app}/letter`,
  `/applications/${app}/events`,
];
const actions = (app: string, doc: string): string[] => [
  `/applications/${app}/documents/identity`,
  `/applications/${app}/documents/${doc}/remove`,
  `/applications/${app}/submit`,
  `/applications/${app}/withdraw`,
];
const reviewerPages = (app: string): string[] => ['/reviews', `/reviews/${app}`];

test('an anonymous visitor is redirected to sign in, and an anonymous program is refused', async () => {
  for (const path of [
    '/applications',
    '/applications/new',
    ...pages(ref, document),
    ...reviewerPages(ref),
  ]) {
    const refused = await anonymous.get(path);
    assert.deepEqual([refused.status, refused.json.code], [401, 'SIGN_IN_REQUIRED'], path);
    const redirected = await anonymous.get(path, asBrowser);
    assert.equal(redirected.headers.get('Location'), `/sign-in?next=${encodeURIComponent(path)}`);
  }
  for (const path of ['/applications', ...actions(ref, document), `/reviews/${ref}/decision`]) {
    assert.equal((await anonymous.post(path, answers())).json.code, 'SIGN_IN_REQUIRED', path);
  }
});

// control: ASVS 8.2.2
test('a reference that is unknown, malformed or another customer’s is not found, and nothing changes', async () => {
  const before = await Promise.all(
    ['documents', 'subjects', 'applications', 'application_events'].map(portal.count),
  );
  const malformed = [`app_${canary}`, '..%2f..%2fetc', '%00', "' or 1=1 --"];
  for (const app of [ref, unknown, ...malformed]) {
    for (const path of pages(app, document)) {
      const { status, json, text } = await bob.get(path);
      assert.deepEqual([status, json.code], [404, 'NOT_FOUND'], path);
      assert.ok(!text.includes(canary) && !text.includes(ref));
    }
    for (const path of actions(app, document)) {
      assert.deepEqual((await bob.post(path)).json.code, 'NOT_FOUND', path);
    }
  }
  const unchanged = await Promise.all(
    ['documents', 'subjects', 'applications', 'application_events'].map(portal.count),
  );
  assert.deepEqual(unchanged, before);
});

test('a document is found only under its own application', async () => {
  const other = await completeDraft(alice);
  assert.equal((await alice.get(`/applications/${other}/documents/${document}`)).status, 404);
  await alice.post(`/applications/${other}/documents/${document}/remove`);
  assert.equal((await alice.get(`/applications/${ref}/documents/${document}`)).status, 200);
});

test('reviewers cannot act as customers, and customers cannot review', async () => {
  for (const path of ['/applications', '/applications/new', `/applications/${ref}`]) {
    assert.equal((await reviewer.get(path)).json.code, 'NOT_FOR_REVIEWERS', path);
  }
  for (const path of ['/applications', ...actions(ref, document)]) {
    assert.equal((await reviewer.post(path, answers())).json.code, 'NOT_FOR_REVIEWERS', path);
  }
  for (const path of reviewerPages(ref))
    assert.equal((await alice.get(path)).json.code, 'NOT_FOUND', path);
  const decision = { idempotencyKey: newIdempotencyKey(), decision: 'approve', rationale: 'Me.' };
  assert.equal((await alice.post(`/reviews/${ref}/decision`, decision)).json.code, 'NOT_FOUND');
});

test('a reviewer sees neither a draft nor its documents', async () => {
  for (const path of [`/reviews/${ref}`, `/applications/${ref}/documents/${document}`]) {
    assert.equal((await reviewer.get(path)).json.code, 'NOT_FOUND', path);
  }
});

// control: ASVS 3.5.1
test('a request that another site makes a browser send is refused before its body is read', async () => {
  const from: [headers: Record<string, string>, allowed: boolean][] = [
    [{ 'Sec-Fetch-Site': 'cross-site' }, false],
    [{ 'Sec-Fetch-Site': 'same-site' }, false],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: portal.url }, false],
    [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' }, true],
    [{ 'Sec-Fetch-Site': 'none' }, true],
    [{ Origin: 'https://evil.example' }, false],
    [{ Origin: 'null' }, false],
    [{ Origin: portal.url }, true],
    [{}, true],
  ];
  for (const [headers, allowed] of from) {
    const applications = await portal.count('subjects');
    const { json } = await alice.post('/applications', answers(), headers);
    assert.equal(json.code, allowed ? undefined : 'REQUEST_CROSS_ORIGIN', JSON.stringify(headers));
    assert.equal(await portal.count('subjects'), applications + (allowed ? 1 : 0));
  }
  for (const path of ['/sign-in', '/sign-out', ...actions(ref, document)]) {
    const { status } = await alice.post(path, {}, { 'Sec-Fetch-Site': 'cross-site' });
    assert.equal(status, 403, path);
  }
});

test('an unknown path gets an error page or a problem document, with a request ID to quote', async () => {
  const problem = await anonymous.get(`/${canary}`);
  assert.equal(problem.headers.get('Content-Type'), 'application/problem+json; charset=utf-8');
  assert.deepEqual(Object.keys(problem.json), [
    'type',
    'title',
    'status',
    'detail',
    'code',
    'requestId',
  ]);
  const page = await anonymous.get(`/${canary}`, asBrowser);
  assert.match(page.headers.get('Content-Type') ?? '', /^text\/html/);
  assert.ok(page.text.includes(page.headers.get('X-Request-Id') ?? 'nothing'));
  for (const { status, text } of [problem, page]) {
    assert.equal(status, 404);
    assert.ok(!text.includes(canary));
  }
  for (const path of ['/%ff', '/applications/%ff', '/applications/%E0%A4%A']) {
    assert.equal((await alice.get(path)).json.code, 'NOT_FOUND', path);
  }
});

// control: ASVS 3.4.3, ASVS 3.4.6, ASVS 14.3.2
test('pages allow no foreign script or style, no framing and no caching', async () => {
  const { headers, text } = await alice.get(`/applications/${ref}`, asBrowser);
  const policy = headers.get('Content-Security-Policy') ?? '';
  assert.match(policy, /default-src 'none';script-src 'self';style-src 'self'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.doesNotMatch(text, /<script(?![^>]*src="\/portal\.js")|<style|\sstyle=|\son\w+=/);
  assert.equal(headers.get('Cache-Control'), 'no-store');
  assert.equal(headers.get('X-Content-Type-Options'), 'nosniff');
  assert.equal(headers.get('Referrer-Policy'), 'same-origin');
  assert.equal(headers.get('X-Powered-By'), null);
});

test('the access log has the pattern of a route and never the path of a request', async () => {
  await alice.get(`/applications/${ref}?${canary}`);
  await anonymous.get(`/${canary}`);
  const lines = portal.log.join('');
  assert.match(lines, /"route":"\/applications\/:ref"/);
  assert.ok(!lines.includes(canary) && !lines.includes(ref) && !lines.includes('maria'));
});

test('the portal says that it lives, and whether what it depends on answers', async () => {
  const { status, text } = await anonymous.get('/healthz');
  assert.deepEqual([status, text], [200, 'ok']);
  const ready = await anonymous.get('/readyz');
  assert.deepEqual([ready.status, ready.json], [200, { isReady: true, down: [] }]);
});
