/** What makes the compose file run on other people's machines, as far as the file itself shows it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Stack } from './stack.ts';

interface Service {
  image: string;
  build?: object;
  pull_policy?: string;
  volumes?: { type: string }[];
  deploy?: { resources?: { limits?: { cpus?: unknown } } };
}

interface Config {
  services: Record<string, Service>;
  networks: Record<string, object>;
}

/** Docker has addresses for 31 networks, and one of them is its own. */
const maxNetworks = 30;

const dockerfile = join(import.meta.dirname, '../../infra/docker/Dockerfile');
const needsBuildKit = /^# syntax=|--mount|--chmod|--link|<<\w/m;

export function describePortability(stack: Stack): void {
  describe('the compose file', () => {
    let services: Config['services'];
    let networks: Config['networks'];
    before(async () => {
      const config = await stack.compose('--profile', '*', 'config', '--format', 'json');
      ({ services, networks } = JSON.parse(config) as Config);
    });

    test('one service builds the image, and the others use it without asking a registry', () => {
      for (const [name, { image, build, pull_policy }] of Object.entries(services)) {
        assert.equal(Boolean(build), name === 'secrets', name);
        if (image === stack.project && !build) assert.equal(pull_policy, 'never', name);
      }
    });

    test('no container mounts a folder of this machine, or limits what a daemon may not limit', () => {
      for (const [name, { volumes = [], deploy }] of Object.entries(services)) {
        for (const { type } of volumes) assert.equal(type, 'volume', name);
        assert.equal(deploy?.resources?.limits?.cpus, undefined, name);
      }
    });

    test('Docker has enough addresses for the networks of two stacks', () => {
      const { signatures, ...always } = networks;
      assert.ok(signatures, 'this one is made for a profile only');
      assert.ok(2 * Object.keys(always).length <= maxNetworks);
    });

    test('the image is built without BuildKit, which is not installed everywhere', () => {
      assert.doesNotMatch(readFileSync(dockerfile, 'utf8'), needsBuildKit);
    });
  });
}
