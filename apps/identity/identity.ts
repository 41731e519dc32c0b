/** Assembles the provider from its parts; main.ts supplies the settings. */
import type { Express } from 'express';
import type { Logger } from '#infra/logging/logger.ts';
import { privateAddresses } from '#infra/http/proxies.ts';
import { createApp } from './app.ts';
import { demoUsers } from '#infra/demo/users.ts';
import { createDirectory } from './directory.ts';
import type { Directory } from './directory.ts';
import { createRenderer } from './pages.ts';
import { createProvider } from './provider.ts';
import type { ProviderDependencies } from './provider.ts';

export interface IdentityOptions extends Pick<
  ProviderDependencies,
  | 'issuer'
  | 'audience'
  | 'namespaces'
  | 'uiOrigin'
  | 'portalUrl'
  | 'portalLogoutUrl'
  | 'clientSecrets'
  | 'rolesClaim'
  | 'signingKey'
> {
  logger: Logger;
  /** Signs cookies and makes subjects opaque. */
  secret: string;
  /** Of everyone here. */
  password: string;
  /** Default: the demo's users. */
  directory?: Directory;
  /** This process ends TLS itself; if not, and the issuer is https, a proxy in front does. */
  isTlsHere: boolean;
  trustedProxies?: readonly string[] | undefined;
}

export async function createIdentity(options: IdentityOptions): Promise<Express> {
  const { logger, secret, password, isTlsHere, issuer, uiOrigin, portalUrl } = options;
  const directory =
    options.directory ?? (await createDirectory({ users: demoUsers, password, secret }));
  const render = createRenderer();
  const isBehindProxy = !isTlsHere && issuer.startsWith('https:');
  const provider = createProvider({
    ...options,
    directory,
    render,
    cookieSecret: secret,
    isBehindProxy,
  });
  const proxies = isBehindProxy ? (options.trustedProxies ?? privateAddresses) : [];
  return createApp({
    provider,
    directory,
    render,
    logger,
    secret,
    isSecure: issuer.startsWith('https:'),
    clientOrigins: [uiOrigin, new URL(portalUrl).origin],
    trustedProxies: proxies,
  });
}
