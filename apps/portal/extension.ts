/**
 * Pages that the portal does not have by itself. The X-ray is the one extension there is: it
 * belongs to the comparison, which the product does without, so the portal finds it at its start
 * instead of importing it.
 */
import type { Router } from 'express';
import type { Config, SettingTable } from '#infra/config/config.ts';
import { importWing } from '#infra/wing/import-wing.ts';
import type { LiveStreams } from './http/live-streams.ts';
import type { Respond } from './http/respond.ts';
import type { AddedPages } from './http/view.ts';
import type { portalSettings } from './settings.ts';

export interface PortalExtension extends AddedPages {
  /** A folder of files that are served as they are. */
  publicFiles: string;
  createRoutes(deps: { respond: Respond; liveStreams: LiveStreams }): Router;
}

/** Settings of the portal process that only the extension reads. */
type ExtensionSettings = Omit<SettingTable, keyof typeof portalSettings>;

/** The module that an extension is found in. */
export interface ExtensionModule {
  settings: ExtensionSettings;
  /** @throws ConfigError if the settings contradict each other */
  createExtension(config: Config<ExtensionSettings>): PortalExtension;
}

/** The X-ray, or undefined in a copy without the comparison. */
export function findExtension(): Promise<ExtensionModule | undefined> {
  return importWing<ExtensionModule>('x-ray/extension.ts');
}
