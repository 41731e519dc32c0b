import type { SettingTable } from '#infra/config/config.ts';
import { logSettings, httpSettings } from '#infra/config/groups.ts';
import { apiKey, host, port } from '#infra/config/schemas.ts';

/** Every setting of the credit bureau's stand-in. */
export const bureauSettings = {
  ...logSettings,
  ...httpSettings,
  HARBOR_BUREAU_HOST: host,
  HARBOR_BUREAU_PORT: port.default(3001),
  HARBOR_BUREAU_API_KEY: apiKey,
} satisfies SettingTable;
