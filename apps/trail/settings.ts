import type { SettingTable } from '#infra/config/config.ts';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { trailSettings } from '#infra/config/app-groups.ts';
import { databaseSettings, s3Settings } from '#infra/config/groups.ts';

/** The login is the worker's: it may compare hashes, and reads no entry. */
export const verifierSettings = {
  ...databaseSettings,
  ...s3Settings,
  ...trailSettings,
} satisfies SettingTable;

/** The same for the system that `npm start` runs. */
export function settingsOf({ postgres, vault, s3, trail }: Endpoints): NodeJS.ProcessEnv {
  return {
    HARBOR_DATABASE_URL: vault.databaseUrl,
    HARBOR_DATABASE_CA: postgres.ca,
    HARBOR_S3_ENDPOINT: s3.endpoint,
    HARBOR_S3_REGION: s3.region,
    HARBOR_S3_ACCESS_KEY_ID: s3.accessKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    HARBOR_TRAIL_BUCKET: trail.bucket,
  };
}
