import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createBrowser } from '#apps/identity/testing/browser.ts';
import { signInAtProvider } from '../client/sign-in.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, createVisitor, password } from '../testing/visitor.ts';
import type { Answer, Visitor } from '../testing/visitor.ts';

let portal: TestPortal;
let user: { id: string; email: string };

before(async () => {
  portal = await startTestPortal();
  user = await portal.addUser('customer');
});
after(() => portal.stop());

type Headers = Record<string, string>;

/** Begins a sign-in, and goes through the provider. Returns the path to come back to. */
async function atProvider(
  visitor: Visitor,
  { email }: { email: string },
  path = '/sign-in',
  headers: Headers = asBrowser,
): Promise<string> {
  const { headers: begun } = await visitor.get(path, headers);
  const back = await signInAtProvider(begun.get('Location') ?? '', { email, password });
  return back ?? assert.fail('the provider refused');
}

async function enter(visitor: Visitor, path?: string, headers: Headers = asBrowser) {
  return visitor.get(await atProvider(visitor, user, path, headers), headers);
}

const cookieIn = ({ headers }: Answer, name: string): string =>
  headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? '';

// control: ASVS 3.3.2, ASVS 3.3.4
test('signing in sets a cookie that neither scripts nor other sites can use', async () => {
  const answer = await enter(createVisitor(portal.url));
  assert.deepEqual([answer.status, answer.headers.get('Location')], [303, '/applications']);
  assert.match(
    cookieIn(answer, 'harbor'),
    /^harbor=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
  );
});

test('the address of the provider has a challenge, a state and a nonce, and no path of ours', async () => {
  const { headers } = await createVisitor(portal.url).get('/sign-in?next=/reviews', asBrowser);
  const { origin, searchParams } = new URL(headers.get('Location') ?? '');
  assert.equal(origin, portal.identity.issuer);
  const names = ['code_challenge', 'state', 'nonce'];
  const values = names.map((name) => searchParams.get(name) ?? '');
  assert.ok(values.every((value) => /^[\w-]{43}$/.test(value)));
  assert.equal(new Set(values).size, 3);
  assert.equal(searchParams.get('code_challenge_method'), 'S256');
  assert.doesNotMatch(searchParams.toString(), /reviews/);
});

test('a session holds who its user is and when it began, and no token', async () => {
  await createVisitor(portal.url).signIn(user);
  const { rows } = await portal.ownerPool.query<{ sess: { user: object } }>(
    'select sess from sessions',
  );
  const names = [
    'agent',
    'authenticatedAt',
    'cookie',
    'displayName',
    'handle',
    'providerSession',
    'startedAt',
    'user',
  ];
  for (const { sess } of rows) {
    assert.deepEqual(Object.keys(sess).sort(), names);
    assert.deepEqual(Object.keys(sess.user).sort(), ['id', 'role']);
    assert.doesNotMatch(JSON.stringify(sess), /eyJ|@example/);
  }
});

// control: ASVS 10.5.2
test('users are kept without a name and an address, and are the same at each sign-in', async () => {
  const email = 'new@example.com';
  portal.identity.add({ email, displayName: 'Someone New', role: 'customer' });
  const before = await portal.ownerPool.query('select from users');
  await createVisitor(portal.url).signIn({ id: '', email });
  await createVisitor(portal.url).signIn({ id: '', email });
  const { rows } = await portal.ownerPool.query('select * from users');
  assert.equal(rows.length, (before.rowCount ?? 0) + 1);
  assert.doesNotMatch(JSON.stringify(rows), /Someone New|@example/);
});

test('a cookie that was planted before the sign-in is useless after it', async () => {
  const visitor = await createVisitor(portal.url).signIn(user);
  const planted = visitor.cookie();
  await visitor.post('/sign-out');
  await visitor.signIn(user);
  assert.notEqual(visitor.cookie(), planted);
  const { status } = await createVisitor(portal.url).get('/applications', { Cookie: planted });
  assert.equal(status, 401);
});

// control: ASVS 10.1.2, ASVS 10.2.1
test('what one browser began, another cannot finish, and nobody finishes it twice', async () => {
  const visitor = createVisitor(portal.url);
  const back = await atProvider(visitor, user);
  const stranger = createVisitor(portal.url);
  assert.equal((await stranger.get(back)).json.code, 'SIGN_IN_EXPIRED');
  await stranger.get('/sign-in', asBrowser);
  assert.equal((await stranger.get(back)).json.code, 'SIGN_IN_REFUSED');
  assert.equal((await visitor.get(back)).status, 200);
  assert.equal((await createVisitor(portal.url).get(back)).json.code, 'SIGN_IN_EXPIRED');
});

// control: ASVS 7.4.1
test('signing out makes the cookie useless, and leads to the provider to sign out there', async () => {
  const visitor = await createVisitor(portal.url).signIn(user);
  const kept = visitor.cookie();
  assert.equal((await visitor.get('/applications')).status, 200);
  const answer = await visitor.post('/sign-out', undefined, asBrowser);
  const there = new URL(answer.headers.get('Location') ?? '');
  assert.equal(there.origin + there.pathname, `${portal.identity.issuer}/session/end`);
  const policy = answer.headers.get('Content-Security-Policy') ?? '';
  assert.ok(policy.includes(`form-action 'self' ${portal.identity.issuer};`));
  assert.match(cookieIn(answer, 'harbor'), /^harbor=; Path=\/; Expires=Thu, 01 Jan 1970/);
  const { status } = await createVisitor(portal.url).get('/applications', { Cookie: kept });
  assert.equal(status, 401);
});

// control: ASVS 7.3.2
test('a session ends after twelve hours, however active its user is', async () => {
  const visitor = await createVisitor(portal.url).signIn(user);
  assert.equal((await visitor.get('/applications')).status, 200);
  await portal.ownerPool.query(
    `update sessions set sess = jsonb_set(sess::jsonb, '{startedAt}', to_jsonb($1::bigint))::json`,
    [Date.now() - 12 * 3_600_000],
  );
  assert.equal((await visitor.get('/applications')).status, 401);
});

test('a new role counts from the next sign-in on, and ends the sessions with the old one', async () => {
  const other = await portal.addUser('customer');
  const before = await createVisitor(portal.url).signIn(other);
  portal.identity.add({ email: other.email, displayName: '', role: 'reviewer' });
  const now = await createVisitor(portal.url).signIn(other);
  assert.equal((await now.get('/reviews')).status, 200);
  for (const path of ['/applications', '/reviews'])
    assert.equal((await before.get(path)).status, 401);
});

// control: ASVS 3.7.2
test('after signing in users reach the page they asked for, and never another site', async () => {
  const leads: [next: string, location: string][] = [
    ['/applications/new?a=b', '/applications/new?a=b'],
    [`/applications?campaign=${'x'.repeat(500)}`, `/applications?campaign=${'x'.repeat(500)}`],
    [`/applications?campaign=${'x'.repeat(5_000)}`, '/applications'],
    ['//evil.example/', '/applications'],
    ['/\\evil.example', '/applications'],
    ['/\t/evil.example', '/applications'],
    ['/.//evil.example', '/applications'],
    ['/a/..//evil.example', '/applications'],
    ['https://evil.example', '/applications'],
    ['javascript:alert(1)', '/applications'],
  ];
  for (const [next, location] of leads) {
    const path = `/sign-in?next=${encodeURIComponent(next)}`;
    const answer = await enter(createVisitor(portal.url), path);
    assert.equal(answer.headers.get('Location'), location, next);
  }
});

test('a path that somebody wrote into the cookie of a sign-in leads to no other site', async () => {
  const visitor = createVisitor(portal.url);
  const back = await atProvider(visitor, user);
  const forged = Buffer.from('//evil.example/').toString('base64url');
  const Cookie = `${visitor.cookie().replace(/\.[\w-]*$/, '')}.${forged}`;
  const { status, headers } = await visitor.get(back, { ...asBrowser, Cookie });
  assert.deepEqual([status, headers.get('Location')], [303, '/applications']);
});

test('the provider ends the sessions of somebody who signs out there, and no others', async () => {
  const [visitor, other] = [createVisitor(portal.url), createVisitor(portal.url)];
  await other.signIn(user);
  const { headers } = await visitor.get('/sign-in');
  const go = createBrowser(portal.identity.issuer, [
    'http://localhost:' + new URL(portal.url).port,
  ]);
  const page = await go(headers.get('Location') ?? '');
  const answer = await go(page.url, { email: user.email, password });
  const { pathname, search } = new URL(answer.headers.get('location') ?? '');
  assert.equal((await visitor.get(pathname + search)).status, 200);
  const leaving = await go('/session/end?client_id=harbor-portal');
  const [, xsrf = ''] = /name="xsrf" value="([\w-]+)"/.exec(await leaving.text()) ?? [];
  await go('/session/end/confirm', { xsrf, logout: 'yes' });
  assert.equal((await visitor.get('/applications')).status, 401);
  assert.equal((await other.get('/applications')).status, 200);
});

// control: ASVS 10.5.5
test('a logout token that the provider has not signed ends nothing', async () => {
  const path = '/sign-in/back-channel-logout';
  const visitor = createVisitor(portal.url);
  for (const logout_token of ['', 'eyJhbGciOiJub25lIn0.e30.']) {
    const { status, json } = await visitor.post(path, new URLSearchParams({ logout_token }));
    assert.deepEqual([status, json.code], [400, 'LOGOUT_TOKEN_REFUSED']);
  }
  assert.equal((await visitor.post(path)).json.code, 'LOGOUT_TOKEN_REFUSED');
});

test('while the provider is away, a sign-in says so and a sign-out works', async () => {
  const alone = await startTestPortal();
  try {
    const visitor = await createVisitor(alone.url).signIn(await alone.addUser('customer'));
    await alone.identity.stop();
    const answer = await createVisitor(alone.url).get(await cutOff(alone));
    assert.equal(answer.status, 400);
    assert.equal((await visitor.post('/sign-out')).status, 200);
  } finally {
    await alone.stop();
  }
});

async function cutOff({ url, identity: { issuer } }: TestPortal): Promise<string> {
  const visitor = createVisitor(url);
  const { headers } = await visitor.get('/sign-in');
  const state = new URL(headers.get('Location') ?? '').searchParams.get('state') ?? '';
  const { status, json } = await visitor.get(
    `/sign-in/callback?code=x&state=${state}&iss=${encodeURIComponent(issuer)}`,
  );
  assert.deepEqual([status, json.code], [503, 'SIGN_IN_UNAVAILABLE']);
  return '/sign-in/callback';
}

// control: ASVS 6.3.1
test('failed sign-ins are limited for all portals together, and successful ones are not counted', async () => {
  const attacked = await startTestPortal({ url: 'https://portal.example' });
  const from = (address: string): Headers => ({
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-For': address,
  });
  try {
    user = await attacked.addUser('customer');
    const known = createVisitor(attacked.url);
    assert.equal((await enter(known, '/sign-in', from('203.0.113.1'))).status, 200);
    const fail = (visitor: Visitor, address: string) =>
      visitor.get('/sign-in/callback?code=x', from(address));
    const answers = await Promise.all(
      Array.from({ length: 51 }, () => fail(createVisitor(attacked.url), '203.0.113.1')),
    );
    assert.equal(answers.filter(({ status }) => status === 429).length, 1);
    assert.ok(Number(answers.find(({ status }) => status === 429)?.headers.get('Retry-After')) > 0);
    const kept = await attacked.ownerPool.query('select * from sign_in_failures');
    assert.doesNotMatch(JSON.stringify(kept.rows), /203\.0/);
    // In the same address: who is known there gets in, and so does everybody elsewhere.
    await known.post('/sign-out', {}, from('203.0.113.1'));
    assert.equal((await enter(known, '/sign-in', from('203.0.113.1'))).status, 200);
    const elsewhere = createVisitor(attacked.url);
    assert.equal((await enter(elsewhere, '/sign-in', from('203.0.113.2'))).status, 200);
  } finally {
    await attacked.stop();
  }
});

// control: ASVS 3.3.1, ASVS 3.3.3
test('over HTTPS the cookies are bound to their host, and a silent proxy is reported', async () => {
  const secure = await startTestPortal({ url: 'https://portal.example' });
  try {
    user = await secure.addUser('customer');
    const visitor = createVisitor(secure.url);
    const answer = await enter(visitor, '/sign-in', { 'X-Forwarded-Proto': 'https' });
    assert.match(
      cookieIn(answer, '__Host-harbor'),
      /^__Host-harbor=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    assert.match(cookieIn(answer, '__Host-harbor-device'), /; HttpOnly; Secure; SameSite=Lax$/);
    assert.match(answer.headers.get('Strict-Transport-Security') ?? '', /max-age=/);
    await createVisitor(secure.url).get('/sign-in');
    const told = secure.log.filter((line) => line.includes('FORWARDED_PROTO_MISSING'));
    assert.equal(told.length, 1);
  } finally {
    await secure.stop();
  }
});
