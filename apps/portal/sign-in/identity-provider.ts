/** The OpenID provider, as the portal uses it: everything that comes from it is checked here. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import type { Logger } from '#infra/logging/logger.ts';
import { PortalError } from '../http/errors.ts';
import type { PendingSignIn } from './pending-sign-in.ts';
import { roleIn } from './roles.ts';
import type { User } from '../http/user.ts';

export interface ProviderOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What to ask for, with blanks in between. */
  scopes: string;
  /** The claim of the ID token that lists a person's roles. */
  rolesClaim: string;
}

/** Who has signed in, in the provider's words. */
export interface Identity {
  issuer: string;
  /** The provider's ID of the person. */
  subject: string;
  role: User['role'];
  displayName: string;
  /** When they last proved who they are, in milliseconds since 1970. */
  authenticatedAt: number;
  /** The provider's ID of the session there, if it tells. */
  providerSession: string | undefined;
}

/** Whose sessions the provider has ended: one, or all of a person's that began by `at`. */
export interface EndedSessions {
  issuer: string;
  providerSession: string | undefined;
  subject: string | undefined;
  at: number;
}

export interface IdentityProvider {
  /** The address to send the browser to. @throws PortalError `SIGN_IN_UNAVAILABLE` */
  begin(pending: PendingSignIn): Promise<URL>;
  /**
   * Exchanges the code in the address to which the browser was sent back.
   * @throws PortalError `SIGN_IN_EXPIRED`, `SIGN_IN_REFUSED`, `SIGN_IN_WITHOUT_ROLE`,
   *   `SIGN_IN_UNAVAILABLE`
   */
  finish(path: string, pending: PendingSignIn): Promise<Identity>;
  /** Where to sign out of the provider, if it says. */
  signOutUrl(): Promise<URL | undefined>;
  /** Checks a logout token. @throws PortalError `LOGOUT_TOKEN_REFUSED`, `SIGN_IN_UNAVAILABLE` */
  endedSessions(logoutToken: string): Promise<EndedSessions>;
}

export const callbackPath = '/sign-in/callback';
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const toleranceSeconds = 10;

/** @param portalUrl to which the provider sends browsers back */
export function createIdentityProvider(
  options: ProviderOptions & { portalUrl: string; logger: Logger },
): IdentityProvider {
  const { portalUrl, logger, rolesClaim } = options;
  const provider = discoverOnce(options);
  const configuration = async () => (await provider()).config;

  function fail(error: unknown): never {
    if (error instanceof PortalError) throw error;
    logger.warn({ event: 'sign-in-failed', error });
    throw new PortalError(problemOf(error));
  }

  async function identityFrom(path: string, pending: PendingSignIn): Promise<Identity> {
    const tokens = await openid.authorizationCodeGrant(
      await configuration(),
      new URL(path, portalUrl),
      {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.verifier,
        maxAge: pending.maxAge,
        idTokenExpected: true,
      },
    );
    const claims = tokens.claims();
    const role = roleIn(claims, rolesClaim);
    if (!claims || !role) throw new PortalError('SIGN_IN_WITHOUT_ROLE');
    const { iss, sub, auth_time, name, sid } = claims;
    return {
      issuer: iss,
      subject: sub,
      role,
      displayName: typeof name === 'string' ? name.slice(0, 100) : '',
      // A clock that is ahead of ours must not make it count for longer.
      authenticatedAt: Math.min(Number(auth_time) * 1_000, Date.now()),
      providerSession: typeof sid === 'string' ? sid : undefined,
    };
  }

  return {
    async begin({ state, nonce, verifier, maxAge, isAgain }) {
      const config = await configuration().catch(fail);
      return openid.buildAuthorizationUrl(config, {
        redirect_uri: new URL(callbackPath, portalUrl).href,
        scope: options.scopes,
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        max_age: String(maxAge),
        // With `max_age` alone, a sign-in at another client four minutes ago would leave one minute.
        ...(isAgain && { prompt: 'login' }),
      });
    },
    finish: (path, pending) => identityFrom(path, pending).catch(fail),
    async signOutUrl() {
      const config = await configuration().catch(fail);
      if (!config.serverMetadata().end_session_endpoint) return undefined;
      const post_logout_redirect_uri = new URL('/', portalUrl).href;
      return openid.buildEndSessionUrl(config, { post_logout_redirect_uri });
    },
    async endedSessions(logoutToken) {
      const { config, keys } = await provider().catch(fail);
      const { issuer } = config.serverMetadata();
      const rules = { issuer, audience: options.clientId, maxTokenAge: '5m', clockTolerance: 10 };
      const { payload } = await jwtVerify(logoutToken, keys, rules).catch(() => {
        throw new PortalError('LOGOUT_TOKEN_REFUSED');
      });
      const { events, nonce, sid, sub, iat = 0 } = payload;
      // An ID token must not do as a logout token, so that has a nonce and this one must not.
      const isLogout = nonce === undefined && Object.hasOwn(events ?? {}, logoutEvent);
      if (!isLogout || (!sid && !sub)) throw new PortalError('LOGOUT_TOKEN_REFUSED');
      const providerSession = typeof sid === 'string' ? sid : undefined;
      // Whole seconds: a session that began in the same one is meant as well.
      return { issuer, providerSession, subject: sub, at: (iat + 1) * 1_000 };
    },
  };
}

interface Discovered {
  config: openid.Configuration;
  /** Of the provider. Kept, so that not every logout token has them fetched again. */
  keys: ReturnType<typeof createRemoteJWKSet>;
}

/**
 * Reads the provider's own description at the first use, and again after a failure: the portal
 * starts, and serves those who are signed in, while the provider is away.
 */
function discoverOnce(options: ProviderOptions): () => Promise<Discovered> {
  const { issuer, clientId, clientSecret } = options;
  const isHttps = issuer.startsWith('https:');
  let found: Promise<Discovered> | undefined;

  async function discover(): Promise<Discovered> {
    const execute = isHttps ? [] : [openid.allowInsecureRequests];
    const config = await openid.discovery(
      new URL(issuer),
      clientId,
      { [openid.clockTolerance]: toleranceSeconds },
      openid.ClientSecretPost(clientSecret),
      { execute, timeout: 10 },
    );
    // The signature of ID tokens, which OpenID Connect would leave to TLS.
    openid.enableNonRepudiationChecks(config);
    const { jwks_uri = '' } = config.serverMetadata();
    return { config, keys: createRemoteJWKSet(new URL(jwks_uri)) };
  }

  return () =>
    (found ??= discover().catch((error: unknown) => {
      found = undefined;
      throw error;
    }));
}

function problemOf(error: unknown) {
  // The code was used before, or is too old; or the state is not that of this browser.
  if (error instanceof openid.ResponseBodyError && error.error === 'invalid_grant')
    return 'SIGN_IN_EXPIRED';
  if (error instanceof openid.AuthorizationResponseError) return 'SIGN_IN_REFUSED';
  const code = (error as { code?: unknown } | null)?.code;
  const isInvalid = typeof code === 'string' && /^OAUTH_(INVALID|JWT|JSON|MISSING)/.test(code);
  return isInvalid ? 'SIGN_IN_REFUSED' : 'SIGN_IN_UNAVAILABLE';
}
