import type { SettingTable } from '#infra/config/config.ts';
import { trailSettings } from '#infra/config/app-groups.ts';
import { databaseSettings, s3Settings } from '#infra/config/groups.ts';

/** The login is the worker's: it may compare hashes, and reads no entry. */
export const verifierSettings = {
  ...databaseSettings,
  ...s3Settings,
  ...trailSettings,
} satisfies SettingTable;
