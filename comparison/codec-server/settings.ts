import { tokenSettings } from '#apps/identity/settings.ts';
import type { SettingTable } from '#infra/config/config.ts';
import {
  bucketSettings,
  databaseSettings,
  logSettings,
  s3Settings,
  httpSettings,
} from '#infra/config/groups.ts';
import { keySettings } from '#infra/config/key-settings.ts';
import { host, port, privateUrl } from '#infra/config/schemas.ts';

/** Every setting of the Codec Server. */
export const codecServerSettings = {
  ...logSettings,
  ...databaseSettings,
  ...s3Settings,
  ...bucketSettings,
  ...keySettings,
  ...httpSettings,
  ...tokenSettings,
  HARBOR_CODEC_HOST: host,
  HARBOR_CODEC_PORT: port.default(3004),
  // An attacker who could answer in its place could issue tokens.
  HARBOR_CODEC_JWKS_URL: privateUrl,
} satisfies SettingTable;
