/**
 * Pages that are added to the portal. The X-ray is the only extension: it belongs to comparison/,
 * which is optional, so the portal looks for it when it starts instead of importing it.
 */
import type { Router } from 'express';
import type { Config, SettingTable } from '#infra/config/config.ts';
import { importWing } from '#infra/wing/import-wing.ts';
import type { Access } from './access.ts';
import type { LiveStreams } from './http/live-streams.ts';
import type { Respond } from './http/respond.ts';
import type { AddedPages } from './http/view.ts';
import type { portalSettings } from './settings.ts';

export interface PortalExtension extends AddedPages {
  /** A folder of static files. */
  publicFiles: string;
  /** Whom its routes admit. It cannot change a row of the portal's. */
  access: Access;
  createRoutes(deps: { respond: Respond; liveStreams: LiveStreams }): Router;
}

/** Settings of the portal process that only the extension reads. */
type ExtensionSettings = Omit<SettingTable, keyof typeof portalSettings>;

/** What the module of an extension exports. */
export interface ExtensionModule {
  settings: ExtensionSettings;
  /** @throws ConfigError if the settings contradict each other */
  createExtension(config: Config<ExtensionSettings>): PortalExtension;
}

/** The X-ray, or undefined in a copy without the comparison. */
export function findExtension(): Promise<ExtensionModule | undefined> {
  return importWing<ExtensionModule>('x-ray/extension.ts');
}
