import { z } from 'zod';
import type { SettingTable } from '#infra/config/config.ts';
import { portalUrlSettings } from '#infra/config/app-groups.ts';
import { logSettings, httpSettings } from '#infra/config/groups.ts';
import { host, port } from '#infra/config/schemas.ts';
import { vaultSettings } from '#infra/config/vault-settings.ts';

/** Every setting of the portal. */
export const portalSettings = {
  ...logSettings,
  ...vaultSettings,
  ...httpSettings,
  ...portalUrlSettings,
  HARBOR_PORTAL_HOST: host,
  HARBOR_PORTAL_PORT: port.default(3000),
  HARBOR_SESSION_SECRET: z.string().min(32),
  HARBOR_MAX_DOCUMENT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(256 * 1024 * 1024),
} satisfies SettingTable;
