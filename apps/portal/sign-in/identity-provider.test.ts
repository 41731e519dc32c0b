/** Signing in at a real provider, and at one that names its claims otherwise. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createBrowser } from '#apps/identity/testing/browser.ts';
import { operator, startTestIdentity } from '#apps/identity/testing/identity.ts';
import type { TestIdentity } from '#apps/identity/testing/identity.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createIdentityProvider } from './identity-provider.ts';
import type { IdentityProvider, ProviderOptions } from './identity-provider.ts';
import { roleIn } from './roles.ts';

const portalUrl = 'https://portal.example';
const pending = {
  state: 'state of the test',
  nonce: 'nonce of the test',
  verifier: 'v'.repeat(43),
  maxAge: 300,
  isAgain: false,
  next: '',
};
const lines: string[] = [];
let identity: TestIdentity;
let keycloak: TestIdentity;

before(async () => {
  identity = await startTestIdentity('http://localhost:8080', undefined, { portalUrl });
  const rolesClaim = 'realm_access.roles';
  keycloak = await startTestIdentity('http://localhost:8080', undefined, { portalUrl, rolesClaim });
});
after(() => Promise.all([identity.stop(), keycloak.stop()]));

function providerAt(at: TestIdentity, changes: Partial<ProviderOptions> = {}): IdentityProvider {
  return createIdentityProvider({
    issuer: at.issuer,
    clientId: 'harbor-portal',
    clientSecret: at.clientSecrets.portal,
    scopes: 'openid profile',
    rolesClaim: 'roles',
    portalUrl,
    logger: createLogger({ name: 'portal' }, { write: (line) => void lines.push(line) }),
    ...changes,
  });
}

/** Signs in at the provider. Returns the path to which the browser is sent back. */
async function signIn(begun: IdentityProvider | URL, at: TestIdentity, email: string) {
  const go = createBrowser(at.issuer, [portalUrl]);
  const address = begun instanceof URL ? begun : await begun.begin(pending);
  const page = await go(address.href);
  const answer = await go(page.url, { email, password: operator.password });
  const { pathname, search } = new URL(answer.headers.get('location') ?? '');
  return pathname + search;
}

describe('signing in at the provider', () => {
  test('the portal learns who somebody is, their role, and when they proved it', async () => {
    const provider = providerAt(identity);
    const path = await signIn(provider, identity, 'riley@example.com');
    const found = await provider.finish(path, pending);
    assert.deepEqual([found.role, found.displayName], ['reviewer', 'Riley Chen']);
    assert.deepEqual([found.issuer, found.subject.length], [identity.issuer, 22]);
    assert.ok(Math.abs(found.authenticatedAt - Date.now()) < 30_000);
  });

  test('another provider takes an issuer, a client and a claim name', async () => {
    const provider = providerAt(keycloak, { rolesClaim: 'realm_access.roles' });
    const path = await signIn(provider, keycloak, 'alex@example.com');
    assert.equal((await provider.finish(path, pending)).role, 'customer');
  });

  test('somebody in whose token the claim is missing is refused', async () => {
    const provider = providerAt(keycloak);
    const path = await signIn(provider, keycloak, 'alex@example.com');
    await assert.rejects(provider.finish(path, pending), { code: 'SIGN_IN_WITHOUT_ROLE' });
  });

  for (const [what, changes, code] of [
    ['the state of another browser', { state: 'another' }, 'SIGN_IN_REFUSED'],
    ['the nonce of another sign-in', { nonce: 'another' }, 'SIGN_IN_REFUSED'],
    ['the verifier of another sign-in', { verifier: 'w'.repeat(43) }, 'SIGN_IN_EXPIRED'],
  ] as const)
    test(`a code is refused with ${what}`, async () => {
      const provider = providerAt(identity);
      const path = await signIn(provider, identity, 'alex@example.com');
      await assert.rejects(provider.finish(path, { ...pending, ...changes }), { code });
    });

  // control: ASVS 6.8.4
  test('somebody who proved who they are too long ago is refused, whatever the provider says', async (t) => {
    const provider = providerAt(identity);
    const path = await signIn(provider, identity, 'alex@example.com');
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 30_000 });
    const finished = provider.finish(path, { ...pending, maxAge: 5 });
    await assert.rejects(finished, { code: 'SIGN_IN_REFUSED' });
  });

  test('somebody who takes the wish for a recent sign-in out of the address is refused', async () => {
    const provider = providerAt(identity);
    const again = { ...pending, isAgain: true };
    const address = await provider.begin(again);
    assert.equal(address.searchParams.get('max_age'), '300');
    assert.equal(address.searchParams.get('prompt'), 'login');
    for (const name of ['max_age', 'prompt']) address.searchParams.delete(name);
    // The provider's token then has no `auth_time`.
    const path = await signIn(address, identity, 'riley@example.com');
    await assert.rejects(provider.finish(path, again), { code: 'SIGN_IN_REFUSED' });
  });

  test('a provider whose clock is ahead does not make a sign-in count for longer', async (t) => {
    const provider = providerAt(identity);
    const path = await signIn(provider, identity, 'riley@example.com');
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 60_000 });
    const { authenticatedAt } = await provider.finish(path, pending);
    assert.ok(authenticatedAt <= Date.now());
  });

  test('a code is good for one sign-in', async () => {
    const provider = providerAt(identity);
    const path = await signIn(provider, identity, 'alex@example.com');
    await provider.finish(path, pending);
    await assert.rejects(provider.finish(path, pending), { code: 'SIGN_IN_EXPIRED' });
  });

  test('somebody who turns back at the provider is told so', async () => {
    const path = `/sign-in/callback?error=access_denied&state=${encodeURIComponent(pending.state)}&iss=${encodeURIComponent(identity.issuer)}`;
    await assert.rejects(providerAt(identity).finish(path, pending), { code: 'SIGN_IN_REFUSED' });
  });

  test('while the provider is away sign-in is unavailable, and the next one asks it again', async () => {
    const away = await startTestIdentity('http://localhost:8080', undefined, { portalUrl });
    await away.stop();
    const provider = providerAt(away);
    await assert.rejects(provider.begin(pending), { code: 'SIGN_IN_UNAVAILABLE' });
    await assert.rejects(provider.signOutUrl(), { code: 'SIGN_IN_UNAVAILABLE' });
  });

  // control: ASVS 16.2.5
  test('the log says that a sign-in failed, and has no code, token or name', () => {
    const log = lines.join('');
    assert.match(log, /"event":"sign-in-failed"/);
    assert.doesNotMatch(log, /of the test|Alex|example\.com|eyJ/);
  });

  // control: ASVS 10.5.5
  test('an ID token does not do as a logout token', async () => {
    const provider = providerAt(identity);
    for (const token of ['', 'eyJhbGciOiJub25lIn0.e30.', 'not a token'])
      await assert.rejects(provider.endedSessions(token), { code: 'LOGOUT_TOKEN_REFUSED' });
  });
});

describe('the role in a claim', () => {
  const url = 'https://harbor.example/roles';
  for (const [what, claims, claim, role] of [
    ['a word', { roles: 'customer' }, 'roles', 'customer'],
    ['a list with others', { roles: ['staff', 'reviewer'] }, 'roles', 'reviewer'],
    ['a nested list', { realm_access: { roles: ['operator'] } }, 'realm_access.roles', 'operator'],
    ['a list under a URL', { [url]: ['customer'] }, url, 'customer'],
    ['two roles', { roles: ['customer', 'reviewer'] }, 'roles', undefined],
    ['an unknown role', { roles: ['admin'] }, 'roles', undefined],
    ['no claim', {}, 'roles', undefined],
    ['an inherited name', {}, 'constructor.name', undefined],
    ['no object on the way', { realm_access: 'customer' }, 'realm_access.roles', undefined],
  ] as const)
    test(`${what} gives ${role ?? 'none'}`, () => assert.equal(roleIn(claims, claim), role));
});
