/** The X-ray as the portal mounts it (apps/portal/extension.ts): pages for operators. */
import { join } from 'node:path';
import type { ExtensionModule, PortalExtension } from '#apps/portal/extension.ts';
import type { Config } from '#infra/config/config.ts';
import { createXray, type Xray } from './approaches-client.ts';
import { createXrayRoutes, xrayAccess } from './routes.ts';
import { xrayOptions, xraySettings } from './settings.ts';
import { approachWords, scenarioWords } from './words.ts';

export const settings = xraySettings;

/**
 * @throws ConfigError if one of the two settings is missing; without both, the page says how to
 *   start the other half
 */
export function createExtension(config: Config<typeof settings>): PortalExtension {
  const options = xrayOptions(config);
  return xrayExtension(options && createXray(options));
}

/** @param xray what the pages work with; without it they say how to start it */
export function xrayExtension(xray?: Xray): PortalExtension {
  return {
    start: { path: '/xray', label: 'X-ray' },
    views: join(import.meta.dirname, 'views'),
    publicFiles: join(import.meta.dirname, 'public'),
    words: { approach: approachWords, scenario: scenarioWords },
    access: xrayAccess,
    createRoutes: (deps) => createXrayRoutes({ ...deps, xray }),
  };
}

({ settings, createExtension }) satisfies ExtensionModule;
