import { outsideSettings } from '#activities/outside/settings.ts';
import type { SettingTable } from '#infra/config/config.ts';
import { trailSettings } from '#infra/config/app-groups.ts';
import { logSettings } from '#infra/config/groups.ts';
import { file, port } from '#infra/config/schemas.ts';
import { vaultSettings } from '#infra/config/vault-settings.ts';

/** Every setting of the worker. */
export const workerSettings = {
  ...logSettings,
  ...vaultSettings,
  ...outsideSettings,
  HARBOR_WORKFLOW_BUNDLE: file,
  HARBOR_WORKER_HEALTH_PORT: port.optional(),
  HARBOR_CLAMAV_SOCKET: file.optional(),
  ...trailSettings,
} satisfies SettingTable;
