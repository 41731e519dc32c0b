import { z } from 'zod';
import type { Config, SettingTable } from '#infra/config/config.ts';
import { portalUrlSettings } from '#infra/config/app-groups.ts';
import { logSettings, httpSettings } from '#infra/config/groups.ts';
import { host, port, postgresUrl, privateUrl } from '#infra/config/schemas.ts';
import type { ProviderOptions } from './sign-in/identity-provider.ts';
import { vaultSettings } from '#infra/config/vault-settings.ts';

/** The OpenID provider where people sign in. */
const signInSettings = {
  HARBOR_OIDC_ISSUER: privateUrl,
  HARBOR_OIDC_CLIENT_ID: z.string().min(1),
  HARBOR_OIDC_CLIENT_SECRET: z.string().min(16),
  HARBOR_OIDC_SCOPES: z
    .string()
    .regex(/^openid( [\w:./-]+)*$/)
    .default('openid profile'),
  HARBOR_OIDC_ROLES_CLAIM: z.string().min(1).default('roles'),
} satisfies SettingTable;

export function signInOptions(config: Config<typeof signInSettings>): ProviderOptions {
  return {
    issuer: config.HARBOR_OIDC_ISSUER,
    clientId: config.HARBOR_OIDC_CLIENT_ID,
    clientSecret: config.HARBOR_OIDC_CLIENT_SECRET,
    scopes: config.HARBOR_OIDC_SCOPES,
    rolesClaim: config.HARBOR_OIDC_ROLES_CLAIM,
  };
}

/** Every setting of the portal. */
export const portalSettings = {
  ...logSettings,
  ...vaultSettings,
  ...httpSettings,
  ...portalUrlSettings,
  ...signInSettings,
  // Where HARBOR_DATABASE_URL leads to a pooler in transaction mode, which does not notify.
  HARBOR_DATABASE_LISTEN_URL: postgresUrl.optional(),
  HARBOR_PORTAL_HOST: host,
  HARBOR_PORTAL_PORT: port.default(3000),
  HARBOR_SESSION_SECRET: z.string().min(32),
  HARBOR_MAX_DOCUMENT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(256 * 1024 * 1024),
} satisfies SettingTable;
