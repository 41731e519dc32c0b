/** What a process needs to use the vault: its database, its bucket and the key-encryption key. */
import { z } from 'zod';
import type { KeyProviderOptions } from '#infra/kms/create-key-provider.ts';
import type { DatabaseOptions } from '#infra/postgres/pool.ts';
import type { S3Options } from '#infra/s3/client.ts';
import type { Config, SettingTable } from './config.ts';
import {
  bucketSettings,
  databaseOptions,
  databaseSettings,
  s3Options,
  s3Settings,
} from './groups.ts';
import { keyOptions, keySettings } from './key-settings.ts';

export const vaultSettings = {
  ...databaseSettings,
  ...s3Settings,
  ...bucketSettings,
  ...keySettings,
  HARBOR_TENANT: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('harbor'),
} satisfies SettingTable;

export interface VaultOptions {
  database: DatabaseOptions;
  s3: S3Options;
  bucket: string;
  keys: KeyProviderOptions;
  tenant: string;
}

/** @throws ConfigError for settings that do not suit the key provider */
export function vaultOptions(config: Config<typeof vaultSettings>): VaultOptions {
  return {
    database: databaseOptions(config),
    s3: s3Options(config),
    bucket: config.HARBOR_S3_BUCKET,
    keys: keyOptions(config),
    tenant: config.HARBOR_TENANT,
  };
}
