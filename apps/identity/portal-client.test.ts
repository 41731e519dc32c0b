/** The portal's client, at the demo's provider and at one that names its claims otherwise. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { createBrowser } from './testing/browser.ts';
import { operator, startTestIdentity, type TestIdentity } from './testing/identity.ts';

const portalUrl = 'http://localhost:3000';
const callback = `${portalUrl}/sign-in/callback`;
const verifier = 'v'.repeat(43);
const { password } = operator;
let identity: TestIdentity;
let keycloak: TestIdentity;
before(async () => {
  identity = await startTestIdentity('http://localhost:8080', undefined, { portalUrl });
  const rolesClaim = 'realm_access.roles';
  keycloak = await startTestIdentity('http://localhost:8080', undefined, { portalUrl, rolesClaim });
});
after(() => Promise.all([identity.stop(), keycloak.stop()]));

function authorization(changes: Record<string, string | undefined> = {}): string {
  const asked = {
    client_id: 'harbor-portal',
    response_type: 'code',
    redirect_uri: callback,
    scope: 'openid profile',
    state: 'of the test',
    nonce: 'once',
    max_age: '43200',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  };
  const given = Object.entries(asked).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return `/auth?${new URLSearchParams(given).toString()}`;
}

const open = (at: TestIdentity) => createBrowser(at.issuer, [portalUrl, 'http://localhost:8080']);

async function signIn(email: string, at = identity) {
  const go = open(at);
  const page = await go(authorization());
  const answer = await go(page.url, { email, password });
  return { go, answer };
}

async function exchange(answer: Response, more: Record<string, string> = {}, at = identity) {
  const body = new URLSearchParams({
    client_id: 'harbor-portal',
    client_secret: at.clientSecrets.portal,
    grant_type: 'authorization_code',
    code: new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '',
    redirect_uri: callback,
    code_verifier: verifier,
    ...more,
  });
  const response = await fetch(`${at.issuer}/token`, { method: 'POST', body });
  return (await response.json()) as Record<string, string>;
}

describe('signing in for the portal', () => {
  for (const [email, role] of [
    ['alex@example.com', 'customer'],
    ['riley@example.com', 'reviewer'],
    ['olive@example.com', 'operator'],
  ] as const)
    test(`the ID token of a ${role} says so, when they signed in, and no e-mail address`, async () => {
      const { answer } = await signIn(email);
      const claims = decodeJwt((await exchange(answer)).id_token ?? '');
      assert.deepEqual(claims.roles, [role]);
      assert.deepEqual([claims.aud, claims.nonce], ['harbor-portal', 'once']);
      assert.ok(Math.abs(Number(claims.auth_time) - Date.now() / 1_000) < 30);
      assert.doesNotMatch(JSON.stringify(claims), /example\.com/);
    });

  test('a provider may put the roles into a nested claim', async () => {
    const { answer } = await signIn('alex@example.com', keycloak);
    const claims = decodeJwt((await exchange(answer, {}, keycloak)).id_token ?? '');
    assert.deepEqual(claims.realm_access, { roles: ['customer'] });
    assert.equal(claims.roles, undefined);
  });

  test('the portal gets no access token that the Codec Server or Temporal would accept', async () => {
    const { answer } = await signIn(operator.email);
    const { access_token = '' } = await exchange(answer);
    assert.throws(() => decodeJwt(access_token));
    const asked = await open(identity)(authorization({ resource: 'urn:harbor:codec-server' }));
    assert.match(asked.headers.get('location') ?? '', /error=invalid_target/);
  });

  test('the portal must send a PKCE challenge, and present its verifier', async () => {
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    const refused = await open(identity)(authorization(without));
    assert.match(refused.headers.get('location') ?? '', /error=invalid_request/);
    const { answer } = await signIn('alex@example.com');
    const { error } = await exchange(answer, { code_verifier: 'w'.repeat(43) });
    assert.equal(error, 'invalid_grant');
  });

  test('somebody who signed in too long ago for the client is asked again', async () => {
    const { go } = await signIn('riley@example.com');
    const again = await go(authorization());
    assert.match(again.headers.get('location') ?? '', /code=/, 'not while it is recent enough');
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    assert.equal((await go(authorization({ max_age: '1' }))).status, 200);
  });
});

describe('one session at the provider for several clients', () => {
  test('a customer who is signed in to the portal is not signed in to the Temporal UI', async () => {
    const { go } = await signIn('alex@example.com');
    const redirect_uri = 'http://localhost:8080/auth/sso/callback';
    const page = await go(authorization({ client_id: 'temporal-ui', redirect_uri }));
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Temporal UI asks you to sign in/);
    assert.equal((await go(page.url, { email: 'alex@example.com', password })).status, 401);
  });

  test('one click signs in only where a password was given before, and whom the client admits', async () => {
    const stranger = open(identity);
    const first = await stranger(authorization());
    assert.doesNotMatch(await first.text(), /one click/);
    const refused = await stranger(first.url, { email: 'alex@example.com' });
    assert.equal(refused.status, 401);
    const { go } = await signIn('alex@example.com');
    const page = await go(authorization({ prompt: 'login' }));
    assert.match(await page.text(), /Riley Chen, reviewer/);
    const answer = await go(page.url, { email: 'riley@example.com' });
    assert.deepEqual(decodeJwt((await exchange(answer)).id_token ?? '').roles, ['reviewer']);
  });

  test('signing out at the provider takes a click there, and leads back to the portal', async () => {
    const { go } = await signIn('alex@example.com');
    const back = { client_id: 'harbor-portal', post_logout_redirect_uri: `${portalUrl}/` };
    const page = await go(`/session/end?${new URLSearchParams(back).toString()}`);
    const [, xsrf = ''] = /name="xsrf" value="(\w+)"/.exec(await page.text()) ?? [];
    const answer = await go('/session/end/confirm', { xsrf, logout: 'yes' });
    assert.equal(answer.headers.get('location'), `${portalUrl}/`);
    assert.match(await (await go(authorization())).text(), /<h1>Sign in/);
  });
});
