/** The provider itself: `oidc-provider`, configured with its clients, resources and claims. */
import { createPrivateKey } from 'node:crypto';
import type { Logger } from '#infra/logging/logger.ts';
import Provider, { errors, interactionPolicy } from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { Directory, Person } from './directory.ts';
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
  /** The portal's public URL. */
  portalUrl: string;
  /** Where this provider tells the portal who has signed out. Default: below `portalUrl`. */
  portalLogoutUrl?: string | undefined;
  clientSecrets: { ui: string; cli: string; portal: string };
  /**
   * The claim of the ID token that lists a person's roles; dots lead into nested objects, as in
   * Keycloak's `realm_access.roles`. Default: `roles`.
   */
  rolesClaim?: string | undefined;
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

const portalClient = 'harbor-portal';

/** A token for the Temporal UI opens workflow history, so only operators get one. */
const admitted: Record<string, readonly Person['role'][]> = {
  'temporal-ui': ['operator'],
  [portalClient]: ['customer', 'reviewer', 'operator', 'auditor', 'officer'],
};

/** Whether this person may sign in to this client. */
export function isAdmitted(clientId: unknown, person: Person | undefined): boolean {
  return person !== undefined && Boolean(admitted[String(clientId)]?.includes(person.role));
}

/**
 * An OpenID provider for three clients: the portal and the Temporal UI, where people sign in, and
 * the CLI's token command.
 */
export function createProvider(deps: ProviderDependencies): Provider {
  const provider = new Provider(deps.issuer, configuration(deps));
  provider.proxy = deps.isBehindProxy;
  provider.use(browserAddress(deps.issuer));
  provider.on('server_error', (_ctx, error) =>
    deps.logger.error({ event: 'provider-failed', error }),
  );
  provider.on('backchannel.error', (_ctx, error) =>
    deps.logger.warn({ event: 'logout-not-delivered', error }),
  );
  provider.on('grant.success', () => deps.logger.info({ event: 'token-issued' }));
  return provider;
}

function configuration(deps: ProviderDependencies): Configuration {
  const { directory, render, signingKey, cookieSecret, rolesClaim = 'roles' } = deps;
  return {
    // DEMO ONLY: no adapter, so sessions and codes are in memory and end with the process. The
    // library says so, too.
    clients: clients(deps),
    clientDefaults: { id_token_signed_response_alg: algorithm },
    enabledJWA: { idTokenSigningAlgValues: [algorithm] },
    jwks: { keys: [createPrivateKey(signingKey).export({ format: 'jwk' })] },
    cookies: { keys: [cookieSecret] },
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['name', rolesClaim.split('.')[0] ?? rolesClaim] },
    // The clients read the ID token and ask nowhere else.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => {
      const person = directory.find(sub);
      return person && { accountId: sub, claims: () => claimsOf(person, rolesClaim) };
    },
    // The UI's server can send no challenge; the portal must.
    pkce: { required: (_ctx, client) => client.clientId === portalClient },
    // The library's own refuses private addresses. The one that we fetch is the portal's, from our
    // settings, and it is private.
    fetch: (url, { ...options } = {}) => {
      Reflect.deleteProperty(options, 'dispatcher');
      return fetch(url, options);
    },
    loadExistingGrant: grantAll,
    interactions: { policy: policy(directory), url: (_ctx, { uid }) => `/interaction/${uid}` },
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
    extraTokenClaims: (_ctx, { clientId }) =>
      clientId === portalClient
        ? undefined
        : { namespaces: deps.namespaces, permissions: ['temporal-system:read'] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      userinfo: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: signOutPages(render),
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        // The UI has no setting to name a resource. There is only one, and it is not for the
        // portal: what opens history must not pass through it.
        defaultResource: (_ctx, { clientId }) => (clientId === portalClient ? [] : resource),
        getResourceServerInfo: (_ctx, asked, { clientId }) => {
          if (asked !== resource || clientId === portalClient) throw new errors.InvalidTarget();
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

function clients(deps: ProviderDependencies): Configuration['clients'] {
  const { uiOrigin, portalUrl, clientSecrets } = deps;
  return [
    {
      client_id: portalClient,
      client_secret: clientSecrets.portal,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [new URL('/sign-in/callback', portalUrl).href],
      backchannel_logout_uri:
        deps.portalLogoutUrl ?? new URL('/sign-in/back-channel-logout', portalUrl).href,
      backchannel_logout_session_required: true,
      post_logout_redirect_uris: [new URL('/', portalUrl).href],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
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

function claimsOf({ subject, displayName, role }: Person, rolesClaim: string) {
  const nested = rolesClaim
    .split('.')
    .reduceRight<unknown>((inner, name) => ({ [name]: inner }), [role]);
  return { sub: subject, name: displayName, ...(nested as object) };
}

/** Asks for another sign-in where the person who is signed in may not use the client. */
function policy(directory: Directory): interactionPolicy.DefaultPolicy {
  const { Check, base } = interactionPolicy;
  const prompts = base();
  const check = new Check('not_admitted', 'another person has to sign in', ({ oidc }) =>
    isAdmitted(oidc.client?.clientId, directory.find(oidc.session?.accountId ?? ''))
      ? Check.NO_NEED_TO_PROMPT
      : Check.REQUEST_PROMPT,
  );
  prompts.get('login')?.checks.add(check);
  return prompts;
}

type Features = NonNullable<Configuration['features']>;

/** The person confirms here: another site could send a browser to this address. */
function signOutPages(render: Render): Features['rpInitiatedLogout'] {
  return {
    enabled: true,
    logoutSource: (ctx, form) => {
      ctx.body = render('sign-out', { title: 'Sign out', form });
    },
    postLogoutSuccessSource: (ctx) => {
      ctx.body = render('signed-out', { title: 'You are signed out' });
    },
  };
}

/** All clients are this system's own, so users are not asked for consent. */
async function grantAll(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

/**
 * The discovery document names URLs on the host of the request. The UI's server may use another
 * host name than browsers do (a container's), and sends browsers to the URLs from the document: so
 * those are the issuer's.
 */
function browserAddress(issuer: string): Parameters<Provider['use']>[0] {
  return async (ctx, next) => {
    await next();
    if ((ctx as Partial<KoaContextWithOIDC>).oidc?.route !== 'discovery') return;
    const document = ctx.body as Record<string, unknown>;
    document.authorization_endpoint = `${issuer}/auth`;
    document.end_session_endpoint = `${issuer}/session/end`;
  };
}
