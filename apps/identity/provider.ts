/** The provider itself: `oidc-provider`, configured with its clients, resources and claims. */
import { createPrivateKey } from 'node:crypto';
import type { Logger } from '#infra/logging/logger.ts';
import Provider, { errors } from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { Directory } from './directory.ts';
import type { Render } from './pages.ts';

export interface ProviderDependencies {
  directory: Directory;
  render: Render;
  logger: Logger;
  /** This provider's URL, as browsers use it. */
  issuer: string;
  /** The audience of the access tokens: the Codec Server. */
  audience: string;
  /** The namespaces that an operator may decode. */
  namespaces: readonly string[];
  /** Where the Temporal UI is, for browsers. */
  uiOrigin: string;
  clientSecrets: { ui: string; cli: string };
  /** PEM, of a P-256 key. */
  signingKey: string;
  cookieSecret: string;
  isBehindProxy: boolean;
}

/**
 * The resource indicator in requests, which OAuth requires to be a URI. The tokens name the
 * audience.
 */
const resource = 'urn:harbor:codec-server';
const algorithm = 'ES256';

const minute = 60;
/**
 * The UI renews its tokens when *its* server refuses one, and that server looks at the ID token
 * alone. If the ID token outlived the access token, the Codec Server would refuse it and the UI
 * would never renew it.
 */
const tokenSeconds = 10 * minute;
/** How long a signed-in operator is not asked for the password again. */
const sessionSeconds = 30 * minute;

/**
 * An OpenID provider for two clients: the Temporal UI, where people sign in, and the CLI's token
 * command.
 */
export function createProvider(deps: ProviderDependencies): Provider {
  const provider = new Provider(deps.issuer, configuration(deps));
  provider.proxy = deps.isBehindProxy;
  provider.use(browserAddress(deps.issuer));
  provider.on('server_error', (_ctx, error) =>
    deps.logger.error({ event: 'provider-failed', error }),
  );
  provider.on('grant.success', () => deps.logger.info({ event: 'token-issued' }));
  return provider;
}

function configuration(deps: ProviderDependencies): Configuration {
  const { directory, render, signingKey, cookieSecret } = deps;
  return {
    // DEMO ONLY: no adapter, so sessions and codes are in memory and end with the process. The
    // library says so, too.
    clients: clients(deps),
    clientDefaults: { id_token_signed_response_alg: algorithm },
    enabledJWA: { idTokenSigningAlgValues: [algorithm] },
    jwks: { keys: [createPrivateKey(signingKey).export({ format: 'jwk' })] },
    cookies: { keys: [cookieSecret] },
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['name'] },
    // The UI reads the name from the ID token and asks nowhere else.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => {
      const person = directory.find(sub);
      return person && { accountId: sub, claims: () => ({ sub, name: person.displayName }) };
    },
    loadExistingGrant: grantAll,
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    renderError: (ctx, { error }) => {
      ctx.type = 'html';
      ctx.body = render('refused', { title: 'That did not work', code: error });
    },
    clientBasedCORS: () => false,
    ttl: {
      AccessToken: tokenSeconds,
      ClientCredentials: tokenSeconds,
      IdToken: tokenSeconds,
      AuthorizationCode: minute,
      Interaction: sessionSeconds,
      Session: sessionSeconds,
      Grant: sessionSeconds,
    },
    // For the Codec Server, and for Temporal: operators read every namespace, and change nothing.
    extraTokenClaims: () => ({
      namespaces: deps.namespaces,
      permissions: ['temporal-system:read'],
    }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        // The UI has no setting to name a resource. There is only one.
        defaultResource: () => resource,
        getResourceServerInfo: (_ctx, asked) => {
          if (asked !== resource) throw new errors.InvalidTarget();
          return {
            audience: deps.audience,
            scope: '',
            accessTokenFormat: 'jwt',
            accessTokenTTL: tokenSeconds,
            jwt: { sign: { alg: algorithm } },
          };
        },
      },
    },
  };
}

function clients({ uiOrigin, clientSecrets }: ProviderDependencies): Configuration['clients'] {
  return [
    {
      client_id: 'temporal-ui',
      client_secret: clientSecrets.ui,
      redirect_uris: [`${uiOrigin}/auth/sso/callback`],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
    {
      client_id: 'temporal-cli',
      client_secret: clientSecrets.cli,
      redirect_uris: [],
      grant_types: ['client_credentials'],
      response_types: [],
    },
  ];
}

/** Both clients are this system's own, so users are not asked for consent. */
async function grantAll(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

/**
 * The discovery document names URLs on the host of the request. The UI's server may use another
 * host name than browsers do (a container's), and sends browsers to the URL from the document: so
 * that one is the issuer's.
 */
function browserAddress(issuer: string): Parameters<Provider['use']>[0] {
  return async (ctx, next) => {
    await next();
    if ((ctx as Partial<KoaContextWithOIDC>).oidc?.route !== 'discovery') return;
    (ctx.body as Record<string, unknown>).authorization_endpoint = `${issuer}/auth`;
  };
}
