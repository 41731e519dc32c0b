import { ConfigError } from '#infra/config/config-error.ts';
import type { Config, SettingTable } from '#infra/config/config.ts';
import { apiKey, privateUrl } from '#infra/config/schemas.ts';
import type { XrayOptions } from './approaches-client.ts';

/** The approaches process, for a portal that has the X-ray. */
export const xraySettings = {
  HARBOR_APPROACHES_URL: privateUrl.optional(),
  HARBOR_APPROACHES_API_KEY: apiKey.optional(),
} satisfies SettingTable;

/** @throws ConfigError if one of the two settings is missing. Without both there is no X-ray. */
export function xrayOptions(config: Config<typeof xraySettings>): XrayOptions | undefined {
  const { HARBOR_APPROACHES_URL: url, HARBOR_APPROACHES_API_KEY: apiKey } = config;
  if (!url && !apiKey) return undefined;
  if (!url || !apiKey)
    throw new ConfigError('HARBOR_APPROACHES_URL and HARBOR_APPROACHES_API_KEY are given together');
  return { url, apiKey };
}
