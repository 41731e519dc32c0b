/** `npm run test:compose`: the containers from outside, from the first start to the last volume removed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describeDatabaseRights } from './deny/database.ts';
import { describeKeyRights } from './deny/keys.ts';
import { describeNetworks } from './deny/networks.ts';
import { describeStorageRights } from './deny/storage.ts';
import { describeHardening } from './hardening.ts';
import { createStack } from './stack.ts';
import { describeTransport } from './transport.ts';

const stack = await createStack();
const healthyWithinMs = 60_000;

before(() => stack.compose('build'));
after(async () => {
  if (process.env.KEEP_STACK) return;
  await stack.compose('--profile', '*', 'down', '--volumes', '--remove-orphans', '--timeout', '5');
});

test('the compose file is clean', async () => {
  await stack.compose('config', '--quiet');
});

test('from built images to healthy takes less than a minute', async (t) => {
  const begin = Date.now();
  await stack.compose('up', '--detach', '--wait');
  t.diagnostic(`healthy after ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  assert.ok(Date.now() - begin < healthyWithinMs);
  // From now on the tests' own fetch trusts the installation's authority, too.
  const { 'authority/ca.crt': authority } = await stack.secrets();
  setDefaultCACertificates([...getCACertificates('default'), authority]);
});

describeHardening(stack);
describeTransport(stack);
describeDatabaseRights(stack);
describeStorageRights(stack);
describeKeyRights(stack);
describeNetworks(stack);
