/** `npm run test:compose`: the containers from outside, from the first start to the last volume removed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createStack } from './stack.ts';
import { describeTransport } from './transport.ts';
import { describeHardening } from './hardening.ts';

const stack = await createStack();
const healthyWithinMs = 60_000;

before(() => stack.compose('build'));
after(async () => {
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
});

describeHardening(stack);
describeTransport(stack);
