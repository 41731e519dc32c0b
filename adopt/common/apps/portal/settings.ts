import type { SettingTable } from '#infra/config/config.ts';
import { logSettings } from '#infra/config/groups.ts';
import { port } from '#infra/config/schemas.ts';
import { vaultSettings } from '#infra/config/vault-settings.ts';

/** Every setting of the portal. */
export const portalSettings = {
  ...logSettings,
  ...vaultSettings,
  HARBOR_PORTAL_PORT: port.default(3000),
} satisfies SettingTable;
