/**
 * `npm run test:compose`: the containers from outside, from the first start to the last volume
 * removed.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describeScenarios } from '../scenarios/testing/describe-scenarios.ts';
import { describeApproaches } from './approaches.ts';
import { describeDatabaseRights } from './deny/database.ts';
import { describeKeyRights } from './deny/keys.ts';
import { describeNetworks } from './deny/networks.ts';
import { describeStorageRights } from './deny/storage.ts';
import { describeTemporalRights } from './deny/temporal.ts';
import { describeHardening } from './hardening.ts';
import { describeHealing, describeInterruptedStart } from './healing.ts';
import { describeLeaks } from './leaks.ts';
import { resolveLocalhostNames } from './names.ts';
import { describeOptions } from './options.ts';
import { describePortability } from './portability.ts';
import { createStack } from './stack.ts';
import { enterSystem } from './system.ts';
import type { ComposeSystem } from './system.ts';
import { describeTrail } from './trail.ts';
import { describeTransport } from './transport.ts';

// The identity provider's, for one.
resolveLocalhostNames();
const stack = await createStack();
let system: ComposeSystem;

before(() => stack.compose('build'));
after(() => (process.env.KEEP_STACK ? undefined : stack.remove()));

describePortability(stack);

test('the built images start, and become healthy', async (t) => {
  const begin = Date.now();
  await stack.compose('up', '--detach', '--wait');
  t.diagnostic(`healthy after ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  // From now on the tests' own fetch trusts the installation's certificate authority too.
  const authority = (await stack.secrets()).of('authority/ca.crt');
  setDefaultCACertificates([...getCACertificates('default'), authority]);
});

test('a second start changes nothing and creates no new secrets', async () => {
  const made = (await stack.secrets()).all;
  const containers = () => stack.compose('ps', '--quiet');
  const before = await containers();
  await stack.compose('up', '--detach', '--wait');
  assert.equal(await containers(), before);
  assert.deepEqual((await stack.secrets()).all, made);
});

describeHardening(stack);
describeTransport(stack);

describe('scenarios in containers', () => {
  before(async () => void (system = await enterSystem(stack)));
  describeScenarios(() => system);
});

describeDatabaseRights(stack);
describeStorageRights(stack);
describeKeyRights(stack);
describeTemporalRights(stack);
describeNetworks(stack);
describeLeaks(stack, () => system);
describeApproaches(stack, () => system);
describeOptions(stack, () => system);
describeTrail(stack, () => system);
describeHealing(stack, () => system);

test('`down -v` leaves nothing behind', async () => {
  await system.close();
  // Volumes that only a profile uses are removed with that profile.
  await stack.compose('--profile', '*', 'down', '--volumes', '--timeout', '5');
  const ours = ['--quiet', '--filter', `label=com.docker.compose.project=${stack.project}`];
  for (const kind of [
    ['ps', '--all'],
    ['volume', 'ls'],
    ['network', 'ls'],
  ])
    assert.equal(await stack.docker(...kind, ...ours), '', kind.join(' '));
});

describeInterruptedStart(stack);
