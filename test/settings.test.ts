/** The settings of all product processes, compared with the catalogue and with .env.example. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bureauSettings } from '#apps/credit-bureau/settings.ts';
import { identityOptions, identitySettings } from '#apps/identity/settings.ts';
import { portalSettings } from '#apps/portal/settings.ts';
import { workerSettings } from '#apps/worker/settings.ts';
import { outsideOptions } from '#activities/outside/settings.ts';
import { catalogue } from '#infra/config/catalogue.ts';
import { readConfig } from '#infra/config/config.ts';
import { certificateOf } from '#infra/config/groups.ts';
import { vaultOptions } from '#infra/config/vault-settings.ts';
import { exampleEnvironment, exampleNames } from './testing/example-settings.ts';

test('.env.example names every setting of the catalogue, once, and no other', () => {
  assert.deepEqual([...exampleNames].sort(), [...catalogue].sort());
});

const processes: Record<string, (env: NodeJS.ProcessEnv) => unknown> = {
  portal: (env) => {
    const config = readConfig(portalSettings, env);
    return [vaultOptions(config), certificateOf(config)];
  },
  worker: (env) => {
    const config = readConfig(workerSettings, env);
    return [vaultOptions(config), outsideOptions(config)];
  },
  'credit bureau': (env) => certificateOf(readConfig(bureauSettings, env)),
  'identity provider': (env) => identityOptions(readConfig(identitySettings, env)),
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

test('the worker sends social security numbers in the clear to this machine only', () => {
  const HARBOR_BUREAU_URL = 'http://bureau.example';
  assert.throws(() => readConfig(workerSettings, { ...exampleEnvironment, HARBOR_BUREAU_URL }), {
    message: 'HARBOR_BUREAU_URL is not valid',
  });
});
