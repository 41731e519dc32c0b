import { keySettingNames } from './key-setting-names.ts';

/**
 * The name of every setting of this product. A process takes the settings of its own table, ignores
 * the others listed here, and refuses what is neither.
 */
export const prefix = 'HARBOR_';

export const catalogue = [
  'HARBOR_LOG_LEVEL',
  'HARBOR_TENANT',
  'HARBOR_DATABASE_URL',
  'HARBOR_DATABASE_CA',
  'HARBOR_S3_ENDPOINT',
  'HARBOR_S3_REGION',
  'HARBOR_S3_BUCKET',
  'HARBOR_S3_ACCESS_KEY_ID',
  'HARBOR_S3_SECRET_ACCESS_KEY',
  'HARBOR_TLS_CERT',
  'HARBOR_TLS_KEY',
  'HARBOR_ALLOWED_HOSTS',
  'HARBOR_TRUSTED_PROXIES',
  'HARBOR_PORTAL_PORT',
  'HARBOR_WORKFLOW_BUNDLE',
  'HARBOR_TEST_SERVICES',
  ...keySettingNames,
] as const;

export type Setting = (typeof catalogue)[number];
