import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { json } from 'node:stream/consumers';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createBrowser as openBrowser } from './testing/browser.ts';
import { audience, operator, startTestIdentity, type TestIdentity } from './testing/identity.ts';

const uiOrigin = 'http://localhost:8080';
const callback = `${uiOrigin}/auth/sso/callback`;
let identity: TestIdentity;
before(async () => (identity = await startTestIdentity(uiOrigin)));
after(() => identity.stop());

const createBrowser = () => openBrowser(identity.issuer, [uiOrigin]);

/** What the Temporal UI's server sends a browser to. */
function authorization(changes: Record<string, string> = {}): string {
  const asked = { client_id: 'temporal-ui', response_type: 'code', redirect_uri: callback };
  const more = { scope: 'openid profile', state: 'of the test', nonce: 'once' };
  return `/auth?${new URLSearchParams({ ...asked, ...more, ...changes }).toString()}`;
}

/**
 * Signs in at the page that `address` leads to. Returns the answer to the form, and the form's
 * address.
 */
async function signIn(person: { email: string; password: string }, address = authorization()) {
  const go = createBrowser();
  const page = await go(address);
  const answer = await go(page.url, person);
  return { go, page, answer, code: codeOf(answer) };
}

const codeOf = (answer: Response): string =>
  URL.parse(answer.headers.get('location') ?? '')?.searchParams.get('code') ?? '';

async function askForToken(client: 'ui' | 'cli', body: Record<string, string>) {
  const basic = Buffer.from(`temporal-${client}:${identity.clientSecrets[client]}`).toString(
    'base64',
  );
  const response = await fetch(`${identity.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const exchange = (code: string, more: Record<string, string> = {}) =>
  askForToken('ui', { grant_type: 'authorization_code', code, redirect_uri: callback, ...more });

/** Checks a token as the Codec Server and the UI do. */
async function claimsOf(token = '', whose = audience) {
  const keys = createRemoteJWKSet(new URL(`${identity.issuer}/jwks`));
  const rules = { issuer: identity.issuer, audience: whose, algorithms: ['ES256'] };
  return (await jwtVerify(token, keys, rules)).payload;
}

describe('signing in for the Temporal UI', () => {
  test('the access token expires soon, names the namespaces to decode, and lets Temporal be read', async () => {
    const { code } = await signIn(operator);
    const { body } = await exchange(code);
    const claims = await claimsOf(body.access_token);
    assert.deepEqual(claims.namespaces, ['default']);
    assert.deepEqual(claims.permissions, ['temporal-system:read']);
    assert.equal(Number(claims.exp) - Number(claims.iat), 600);
    assert.match(claims.sub ?? '', /^[\w-]{22}$/);
    assert.doesNotMatch(JSON.stringify(claims), /olive/i);
  });

  test('the ID token is for the UI only, and expires together with the access token', async () => {
    const { code } = await signIn(operator);
    const { body } = await exchange(code);
    const claims = await claimsOf(body.id_token, 'temporal-ui');
    assert.equal(claims.name, 'Olive Tanaka');
    assert.equal(claims.nonce, 'once');
    assert.equal(claims.exp, (await claimsOf(body.access_token)).exp);
    await assert.rejects(claimsOf(body.id_token), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
  });

  test('an operator who has signed in is not asked for the password again for half an hour', async () => {
    const { go } = await signIn(operator);
    assert.notEqual(codeOf(await go(authorization())), '');
  });

  test('an authorization code can be used once', async () => {
    const { code } = await signIn(operator);
    assert.equal((await exchange(code)).status, 200);
    assert.equal((await exchange(code)).body.error, 'invalid_grant');
  });

  test('a client that sends a PKCE challenge must present the verifier', async () => {
    const verifier = 'v'.repeat(43);
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const asked = authorization({ code_challenge, code_challenge_method: 'S256' });
    const { code } = await signIn(operator, asked);
    assert.equal(
      (await exchange(code, { code_verifier: 'w'.repeat(43) })).body.error,
      'invalid_grant',
    );
    const again = await signIn(operator, asked);
    assert.equal((await exchange(again.code, { code_verifier: verifier })).status, 200);
  });
});

describe('refused sign-ins', () => {
  for (const [who, email] of [
    ['a customer', 'alex@example.com'],
    ['a reviewer', 'riley@example.com'],
    ['an unknown person', 'nobody@example.com'],
  ] as const) {
    test(`${who} is refused by the Temporal UI’s client, even with the right password`, async () => {
      const { answer, code } = await signIn({ ...operator, email });
      assert.equal(answer.status, 401);
      assert.equal(code, '');
    });
  }

  test('an operator with a wrong password is refused', async () => {
    const { answer, code } = await signIn({ ...operator, password: 'another password' });
    assert.equal(answer.status, 401);
    assert.equal(code, '');
  });

  test('a sign-in that another browser began is refused', async () => {
    const { page } = await signIn(operator);
    const answer = await createBrowser()(page.url, operator);
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /sign_in_expired/);
  });

  test('a redirect URI that is not registered is refused', async () => {
    const answer = await createBrowser()(authorization({ redirect_uri: 'http://localhost:9999/' }));
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /invalid_redirect_uri/);
  });

  test('what a visitor types is escaped on the page', async () => {
    const { answer } = await signIn({ email: '"><script>1</script>', password: 'x' });
    assert.doesNotMatch(await answer.text(), /<script>/);
  });

  test('an address that guesses passwords is slowed down', async () => {
    const other = await startTestIdentity(uiOrigin);
    const statuses = new Set<number>();
    for (let attempt = 0; attempt < 22; attempt += 1) {
      const body = new URLSearchParams({ ...operator, password: 'a guess' });
      statuses.add((await fetch(`${other.issuer}/interaction/x`, { method: 'POST', body })).status);
    }
    await other.stop();
    assert.deepEqual(statuses, new Set([400, 429]));
  });
});

describe('tokens for the command line', () => {
  test('the CLI’s client gets a token for the Codec Server, in its own name', async () => {
    const { body } = await askForToken('cli', { grant_type: 'client_credentials' });
    const { sub, namespaces, exp, iat } = await claimsOf(body.access_token);
    assert.deepEqual([sub, namespaces], ['temporal-cli', ['default']]);
    assert.equal(Number(exp) - Number(iat), 600);
  });

  test('the CLI’s client gets no token with a wrong secret, and none for another audience', async () => {
    const { clientSecrets } = identity;
    identity.clientSecrets = { ...clientSecrets, cli: clientSecrets.ui };
    assert.equal((await askForToken('cli', { grant_type: 'client_credentials' })).status, 401);
    identity.clientSecrets = clientSecrets;
    const { body } = await askForToken('cli', {
      grant_type: 'client_credentials',
      resource: 'urn:other',
    });
    assert.equal(body.error, 'invalid_target');
  });

  test('the UI’s client gets no token without a person who signs in', async () => {
    const { body } = await askForToken('ui', { grant_type: 'client_credentials' });
    assert.equal(body.error, 'invalid_request');
    assert.equal(body.access_token, undefined);
  });
});

describe('published endpoints', () => {
  test('only public keys are published', async () => {
    const { keys } = (await (await fetch(`${identity.issuer}/jwks`)).json()) as { keys: object[] };
    const names = keys.map((key) => Object.keys(key).sort().join(' '));
    assert.deepEqual(names, ['alg crv kid kty use x y']);
  });

  test('discovery under another host name still sends browsers to the issuer’s URL', async () => {
    const url = `${identity.issuer}/.well-known/openid-configuration`;
    const request = get(url, { headers: { host: 'identity:3005' } });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    const document = (await json(answer)) as Record<string, string>;
    assert.equal(document.issuer, identity.issuer);
    assert.equal(document.authorization_endpoint, `${identity.issuer}/auth`);
    assert.equal(document.end_session_endpoint, `${identity.issuer}/session/end`);
    assert.equal(document.token_endpoint, 'http://identity:3005/token');
    assert.equal(document.jwks_uri, 'http://identity:3005/jwks');
  });

  test('endpoints of the library that are not used are not served', async () => {
    const document = (await (
      await fetch(`${identity.issuer}/.well-known/openid-configuration`)
    ).json()) as Record<string, unknown>;
    const endpoints = Object.keys(document).filter((name) => name.endsWith('_endpoint'));
    assert.deepEqual(endpoints.sort(), [
      'authorization_endpoint',
      'end_session_endpoint',
      'token_endpoint',
    ]);
    assert.equal((await fetch(`${identity.issuer}/me`)).status, 404);
  });
});
