import { z } from 'zod';
import type { Config, SettingTable } from '#infra/config/config.ts';
import { demoSettings, portalUrlSettings } from '#infra/config/app-groups.ts';
import { logSettings, httpSettings } from '#infra/config/groups.ts';
import { host, port } from '#infra/config/schemas.ts';
import type { IdentityOptions } from './identity.ts';

/** What the identity provider and the Codec Server must agree on. */
export const tokenSettings = {
  HARBOR_CODEC_ISSUER: z.url(),
  HARBOR_CODEC_AUDIENCE: z.string().min(1),
  // Compared with the Origin that browsers send, which has no path and no slash at the end.
  HARBOR_CODEC_UI_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .refine((value) => URL.parse(value)?.origin === value, 'must be an origin'),
} satisfies SettingTable;

/** Every setting of the identity provider. */
export const identitySettings = {
  ...logSettings,
  ...httpSettings,
  ...tokenSettings,
  ...demoSettings,
  ...portalUrlSettings,
  HARBOR_IDENTITY_HOST: host,
  HARBOR_IDENTITY_PORT: port.default(3005),
  HARBOR_IDENTITY_SIGNING_KEY: z.string().startsWith('-----BEGIN PRIVATE KEY-----'),
  HARBOR_IDENTITY_UI_SECRET: z.string().min(32),
  HARBOR_IDENTITY_PORTAL_SECRET: z.string().min(32),
  HARBOR_IDENTITY_PORTAL_LOGOUT_URL: z.url().optional(),
  HARBOR_IDENTITY_CLI_SECRET: z.string().min(32),
  // What an operator may decode: names with commas between them.
  HARBOR_IDENTITY_NAMESPACES: z
    .string()
    .regex(/^[\w.-]+(,[\w.-]+)*$/)
    .transform((names) => names.split(',')),
  HARBOR_SESSION_SECRET: z.string().min(32),
} satisfies SettingTable;

export function identityOptions(
  config: Config<typeof identitySettings>,
): Omit<IdentityOptions, 'logger' | 'isTlsHere'> {
  return {
    issuer: config.HARBOR_CODEC_ISSUER,
    audience: config.HARBOR_CODEC_AUDIENCE,
    namespaces: config.HARBOR_IDENTITY_NAMESPACES,
    uiOrigin: config.HARBOR_CODEC_UI_ORIGIN,
    portalUrl: config.HARBOR_PORTAL_URL,
    portalLogoutUrl: config.HARBOR_IDENTITY_PORTAL_LOGOUT_URL,
    clientSecrets: {
      ui: config.HARBOR_IDENTITY_UI_SECRET,
      cli: config.HARBOR_IDENTITY_CLI_SECRET,
      portal: config.HARBOR_IDENTITY_PORTAL_SECRET,
    },
    signingKey: config.HARBOR_IDENTITY_SIGNING_KEY,
    secret: config.HARBOR_SESSION_SECRET,
    password: config.HARBOR_DEMO_PASSWORD,
    trustedProxies: config.HARBOR_TRUSTED_PROXIES,
  };
}
