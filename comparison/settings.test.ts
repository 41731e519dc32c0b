/**
 * The settings of the comparison's processes; and, with the product's, that the catalogue has no
 * other.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outsideOptions } from '#activities/outside/settings.ts';
import { bureauSettings } from '#apps/credit-bureau/settings.ts';
import { identitySettings } from '#apps/identity/settings.ts';
import { portalSettings } from '#apps/portal/settings.ts';
import { workerSettings } from '#apps/worker/settings.ts';
import { catalogue } from '#infra/config/catalogue.ts';
import { readConfig } from '#infra/config/config.ts';
import { keyOptions } from '#infra/config/key-settings.ts';
import { exampleEnvironment } from '#test/testing/example-settings.ts';
import { approachesSettings } from './approaches/settings.ts';
import { codecServerSettings } from './codec-server/settings.ts';
import { xrayOptions, xraySettings } from './x-ray/settings.ts';

const processes: Record<string, (env: NodeJS.ProcessEnv) => unknown> = {
  'approaches process': (env) => {
    const config = readConfig(approachesSettings, env);
    return [keyOptions(config), outsideOptions(config)];
  },
  'Codec Server': (env) => keyOptions(readConfig(codecServerSettings, env)),
  'portal with the X-ray': (env) =>
    xrayOptions(readConfig({ ...portalSettings, ...xraySettings }, env)),
};

for (const [name, read] of Object.entries(processes)) {
  test(`the ${name} starts from the whole of .env.example, and not with a misspelt setting beside it`, () => {
    read(exampleEnvironment);
    assert.throws(() => read({ ...exampleEnvironment, HARBOR_PORTAL_HOTS: '127.0.0.1' }), {
      code: 'CONFIG_INVALID',
      message: 'HARBOR_PORTAL_HOTS is not a setting',
    });
  });
}

test('the catalogue holds exactly the settings of all processes', () => {
  const tables = {
    ...portalSettings,
    ...workerSettings,
    ...bureauSettings,
    ...identitySettings,
    ...xraySettings,
    ...approachesSettings,
    ...codecServerSettings,
  };
  assert.deepEqual(Object.keys(tables).sort(), [...catalogue].sort());
});
