import type { SettingTable } from '#infra/config/config.ts';
import { logSettings } from '#infra/config/groups.ts';
import { file } from '#infra/config/schemas.ts';
import { vaultSettings } from '#infra/config/vault-settings.ts';

/** Every setting of the worker. */
export const workerSettings = {
  ...logSettings,
  ...vaultSettings,
  HARBOR_WORKFLOW_BUNDLE: file,
} satisfies SettingTable;
