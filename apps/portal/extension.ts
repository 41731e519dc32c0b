/**
 * Pages that the portal does not have by itself. The X-ray is the one extension there is: it belongs to the comparison,
 * which the product does without, so the portal finds it at its start instead of importing it.
 */
import type { Router } from 'express';
import type { Config } from '#infra/config/config.ts';
import { importWing } from '#infra/wing/import-wing.ts';
import type { RouteDependencies } from './http/dependencies.ts';

/** What an extension adds. Its templates use the portal's layout and parts, and cannot replace one of them. */
export interface PortalExtension {
  /** Where operators start, and what the navigation calls it. */
  start: { path: string; label: string };
  /** Folders: of templates, and of files that are served as they are. */
  views: string;
  publicFiles: string;
  /** For its templates, as `show.extension`. */
  words: object;
  createRoutes(deps: Pick<RouteDependencies, 'respond' | 'liveStreams'>): Router;
}

type ExtensionSetting = 'HARBOR_APPROACHES_URL?' | 'HARBOR_APPROACHES_API_KEY?';

/** The module that an extension is found in. */
export interface ExtensionModule {
  /** Settings of the portal that only the extension reads. */
  settings: readonly ExtensionSetting[];
  /** @throws ConfigError if the settings contradict each other */
  createExtension(config: Config<ExtensionSetting>): PortalExtension;
}

/** The X-ray, or undefined in a copy without the comparison. */
export function findExtension(): Promise<ExtensionModule | undefined> {
  return importWing<ExtensionModule>('x-ray/extension.ts');
}
