import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, createVisitor, password } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';

let portal: TestPortal;
let user: { id: string; email: string };
let email: string;

before(async () => {
  portal = await startTestPortal();
  user = await portal.addUser('customer');
  ({ email } = user);
});
after(() => portal.stop());

const form = (fields: Record<string, string>) => new URLSearchParams(fields);

test('signing in sets a cookie that neither scripts nor other sites can use', async () => {
  const { status, headers } = await createVisitor(portal.url).post(
    '/sign-in',
    form({ email, password }),
    asBrowser,
  );
  assert.deepEqual([status, headers.get('Location')], [303, '/applications']);
  assert.match(
    headers.getSetCookie().at(-1) ?? '',
    /^harbor=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
  );
});

test('a session holds the ID and the role of its user, when it began, and nothing else', async () => {
  await createVisitor(portal.url).signIn(user);
  const { rows } = await portal.ownerPool.query<{ sess: { user: object } }>(
    'select sess from sessions',
  );
  for (const { sess } of rows) {
    assert.deepEqual(Object.keys(sess).sort(), ['cookie', 'startedAt', 'user']);
    assert.deepEqual(Object.keys(sess.user).sort(), ['id', 'role']);
  }
});

test('an unknown address and a wrong password get the same answer, without the password', async () => {
  const visitor = createVisitor(portal.url);
  const wrong = await visitor.post('/sign-in', { email, password: 'CANARY-password' });
  const unknown = await visitor.post('/sign-in', {
    email: 'no@example.com',
    password: 'CANARY-password',
  });
  for (const { status, json, text } of [wrong, unknown]) {
    assert.deepEqual([status, json.code], [401, 'SIGN_IN_REFUSED']);
    assert.ok(!text.includes('CANARY'));
  }
  assert.deepEqual({ ...wrong.json, requestId: 0 }, { ...unknown.json, requestId: 0 });
  assert.equal(visitor.cookie(), '');
  const page = await visitor.post(
    '/sign-in',
    form({ email, password: 'CANARY-password' }),
    asBrowser,
  );
  assert.ok(page.text.includes('role="alert"') && !page.text.includes('CANARY'));
});

test('a sign-in with an unknown address costs as much work as one with a known address', async () => {
  const known = await portal.addUser('customer');
  // Processor time of this process, in which the portal runs: a busy machine does not change it.
  const leastWork = async (addressOf: (attempt: number) => string): Promise<number> => {
    const work: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const began = process.cpuUsage();
      await createVisitor(portal.url).post('/sign-in', {
        email: addressOf(attempt),
        password: 'wrong',
      });
      const { user, system } = process.cpuUsage(began);
      work.push((user + system) / 1_000);
    }
    return Math.min(...work);
  };
  const [knownMs, unknownMs] = [
    await leastWork(() => known.email),
    await leastWork((attempt) => `no${attempt}@example.com`),
  ];
  assert.ok(unknownMs > knownMs / 2, `unknown ${unknownMs} ms, known ${knownMs} ms`);
});

test('mistyped and malformed credentials are refused', async () => {
  const visitor = createVisitor(portal.url);
  for (const body of [
    {},
    { email: [email], password },
    { email, password: { $gt: '' } },
    { email, password, role: 'reviewer' },
    [],
  ]) {
    assert.equal(
      (await visitor.post('/sign-in', body)).json.code,
      'SIGN_IN_REFUSED',
      JSON.stringify(body),
    );
  }
  const bodies: [body: string, type: string, code: string][] = [
    ['{"email":', 'application/json', 'REQUEST_MALFORMED'],
    ['x'.repeat(100_000), 'application/x-www-form-urlencoded', 'REQUEST_TOO_LARGE'],
    [JSON.stringify({ email: 'x'.repeat(100_000) }), 'application/json', 'REQUEST_TOO_LARGE'],
    ['{}', 'application/json; charset=nonsense', 'REQUEST_MEDIA_TYPE'],
  ];
  for (const [body, type, code] of bodies) {
    const headers = { 'Content-Type': type, Accept: 'application/json' };
    const response = await fetch(`${portal.url}/sign-in`, { method: 'POST', body, headers });
    assert.equal(((await response.json()) as { code: string }).code, code);
  }
});

test('signing in makes the previous session ID useless', async () => {
  const visitor = await createVisitor(portal.url).signIn(user);
  const planted = visitor.cookie();
  await visitor.signIn(user);
  assert.notEqual(visitor.cookie(), planted);
  assert.equal(
    (await createVisitor(portal.url).get('/applications', { Cookie: planted })).status,
    401,
  );
});

test('signing out makes the cookie useless', async () => {
  const visitor = await createVisitor(portal.url).signIn(user);
  const kept = visitor.cookie();
  assert.equal((await visitor.get('/applications')).status, 200);
  const { headers } = await visitor.post('/sign-out', undefined, asBrowser);
  assert.equal(headers.get('Location'), '/');
  assert.match(headers.getSetCookie()[0] ?? '', /^harbor=; Path=\/; Expires=Thu, 01 Jan 1970/);
  assert.equal(
    (await createVisitor(portal.url).get('/applications', { Cookie: kept })).status,
    401,
  );
});

test('a session ends after twelve hours, however active its user is', async () => {
  const visitor = await createVisitor(portal.url).signIn(user);
  assert.equal((await visitor.get('/applications')).status, 200);
  await portal.ownerPool.query(
    `update sessions set sess = jsonb_set(sess::jsonb, '{startedAt}', to_jsonb($1::bigint))::json`,
    [Date.now() - 12 * 3_600_000],
  );
  assert.equal((await visitor.get('/applications')).status, 401);
});

test('a user whose role has changed is signed out', async () => {
  const other = await portal.addUser('customer');
  const visitor = await createVisitor(portal.url).signIn(other);
  await portal.ownerPool.query(`update users set role = 'reviewer' where id = $1`, [other.id]);
  for (const path of ['/applications', '/reviews'])
    assert.equal((await visitor.get(path)).status, 401);
});

test('after signing in users reach the page they asked for, and never another site', async () => {
  const leads: [next: string, location: string][] = [
    ['/applications/new?a=b', '/applications/new?a=b'],
    ['//evil.example/', '/applications'],
    ['/\\evil.example', '/applications'],
    ['/\t/evil.example', '/applications'],
    ['/.//evil.example', '/applications'],
    ['/a/..//evil.example', '/applications'],
    ['https://evil.example', '/applications'],
    ['javascript:alert(1)', '/applications'],
  ];
  for (const [next, location] of leads) {
    const answer = await createVisitor(portal.url).post(
      '/sign-in',
      form({ email, password, next }),
      asBrowser,
    );
    assert.equal(answer.headers.get('Location'), location, next);
    const page = await createVisitor(portal.url).get(
      `/sign-in?next=${encodeURIComponent(next)}`,
      asBrowser,
    );
    assert.ok(!page.text.includes('evil.example') && !page.text.includes('alert('));
  }
});

test('failed sign-ins are limited, and successful ones are not counted', async () => {
  const victim = await portal.addUser('customer');
  const visitor = createVisitor(portal.url);
  for (let attempt = 0; attempt < 12; attempt += 1) await visitor.signIn(victim);
  for (let attempt = 0; attempt < 10; attempt += 1)
    await visitor.post('/sign-in', { email: victim.email, password: 'wrong' });
  const refused = await visitor.post('/sign-in', { email: victim.email.toUpperCase(), password });
  assert.deepEqual([refused.status, refused.json.code], [429, 'SIGN_IN_TOO_OFTEN']);
  assert.ok(Number(refused.headers.get('Retry-After')) > 0);
  await createVisitor(portal.url).signIn(user);
});

test('wrong passwords from elsewhere do not lock a person out, however many they are', async () => {
  const secure = await startTestPortal({ url: 'https://portal.example' });
  try {
    const victim = await secure.addUser('customer');
    const from = (address: string) => ({
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-For': address,
    });
    const enter = (visitor: Visitor, entered: string, address: string) =>
      visitor.post('/sign-in', { email: victim.email, password: entered }, from(address));
    const known = createVisitor(secure.url);
    assert.equal((await enter(known, password, '198.51.100.7')).status, 200);
    const attack = (address: string) =>
      Promise.all(
        Array.from({ length: 11 }, () => enter(createVisitor(secure.url), 'wrong', address)),
      );
    const first = await attack('203.0.113.1');
    assert.ok(
      first.some(({ status }) => status === 429),
      'one attacker is stopped',
    );
    const anywhere = await enter(createVisitor(secure.url), password, '198.51.100.8');
    assert.equal(anywhere.status, 200, 'another address is not');
    for (let attacker = 2; attacker <= 11; attacker += 1) await attack(`203.0.113.${attacker}`);
    const stranger = await enter(createVisitor(secure.url), password, '203.0.113.99');
    assert.equal(stranger.status, 429, 'many attackers are stopped together');
    assert.equal((await enter(known, password, '198.51.100.9')).status, 200, 'a known browser');
    // Its cookie is of use for its own account only.
    const other = await secure.addUser('customer');
    const asOther = { email: other.email, password: 'wrong' };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => known.post('/sign-in', asOther, from('198.51.100.7'))),
    );
    assert.ok(answers.some(({ status }) => status === 429));
  } finally {
    await secure.stop();
  }
});

test('a proxy that does not say that the visitor came by HTTPS is reported', async () => {
  const secure = await startTestPortal({ url: 'https://portal.example' });
  try {
    const { email: other } = await secure.addUser('customer');
    await createVisitor(secure.url).post('/sign-in', { email: other, password });
    const told = secure.log.filter((line) => line.includes('FORWARDED_PROTO_MISSING'));
    assert.equal(told.length, 1);
  } finally {
    await secure.stop();
  }
});

test('over HTTPS the session cookie is bound to its host', async () => {
  const secure = await startTestPortal({ url: 'https://portal.example' });
  try {
    const { email: other } = await secure.addUser('customer');
    const behindProxy = { 'X-Forwarded-Proto': 'https' };
    const { headers } = await createVisitor(secure.url).post(
      '/sign-in',
      { email: other, password },
      behindProxy,
    );
    assert.match(
      headers.getSetCookie().at(-1) ?? '',
      /^__Host-harbor=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    assert.match(headers.get('Strict-Transport-Security') ?? '', /max-age=/);
  } finally {
    await secure.stop();
  }
});

test('a return address of any length, and control characters, never fail a sign-in or the server', async () => {
  const next = `/applications?utm_campaign=${'x'.repeat(5_000)}`;
  const visitor = createVisitor(portal.url);
  const long = await visitor.post('/sign-in', form({ email, password, next }), asBrowser);
  assert.deepEqual([long.status, long.headers.get('Location')], [303, '/applications']);
  const fitting = `/applications?utm_campaign=${'x'.repeat(500)}`;
  const kept = await createVisitor(portal.url).post(
    '/sign-in',
    form({ email, password, next: fitting }),
    asBrowser,
  );
  assert.deepEqual([kept.status, kept.headers.get('Location')], [303, fitting]);
  const { status } = await visitor.post('/sign-in', form({ email: 'a\u0000b', password }));
  assert.equal(status, 401);
});
