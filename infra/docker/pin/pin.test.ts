import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { pin } from './pin.ts';
import { startTestRegistry } from './testing/registry.ts';
import type { TestRegistry } from './testing/registry.ts';

const both = ['linux/amd64', 'linux/arm64', 'unknown/unknown'];
let registry: TestRegistry;
before(async () => void (registry = await startTestRegistry()));
after(() => registry.stop());

const digest = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

test('each tag gets the digest of its index, and gets the new one when the tag has moved', async () => {
  const { host } = registry;
  const compose = `  image: ${host}/owner/db:18\n  image: \${COMPOSE_PROJECT_NAME}\n`;
  const dockerfile = `FROM ${host}/node:24-slim AS build\nCOPY --from=build /app /app\n`;
  const node = digest(registry.publish('node:24-slim', both));
  registry.publish('owner/db:18', both);
  const pinned = await pin([compose, dockerfile]);

  const moved = digest(registry.publish('owner/db:18', both));
  const renewed = await pin(pinned);
  assert.deepEqual(renewed, [
    `  image: ${host}/owner/db:18@${moved}\n  image: \${COMPOSE_PROJECT_NAME}\n`,
    `FROM ${host}/node:24-slim@${node} AS build\nCOPY --from=build /app /app\n`,
  ]);
  assert.notDeepEqual(renewed, pinned);
});

test('an image is not pinned that a platform lacks, that has no index, that is gone, or that cannot be reached', async () => {
  registry.publish('amd64:1', ['linux/amd64']);
  registry.publish('single:1', both, 'application/vnd.oci.image.manifest.v1+json');
  const reasons = {
    'amd64:1': /none for linux\/arm64/,
    'single:1': /no index/,
    'gone:1': /answered 404/,
  };
  await assert.rejects(pin(['FROM 127.0.0.1:9/node:24\n']), { message: /cannot be reached/ });
  for (const [name, message] of Object.entries(reasons))
    await assert.rejects(pin([`FROM ${registry.host}/${name}\n`]), { message });
});
