import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const { engines, devDependencies } = JSON.parse(read('package.json')) as {
  engines: { node: string };
  devDependencies: { node: string };
};

/** The first Node that has `import.meta.main`; an older one runs our programs and does nothing. */
const needed = [24, 2] as const;

function isEnough(version: string): boolean {
  const [major = 0, minor = Infinity] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

test('the engines field names the Node that the programs need, and the packaged Node and the image have it', () => {
  assert.equal(engines.node, `>=${needed.join('.')}`);
  assert.ok(isEnough(devDependencies.node), `node@${devDependencies.node} in package.json`);
  const images = Array.from(read('infra/docker/Dockerfile').matchAll(/^FROM node:([\d.]+)/gm));
  assert.ok(images.length > 0);
  for (const [image, version = ''] of images) assert.ok(isEnough(version), image);
  assert.ok(isEnough(process.versions.node), `this is Node ${process.versions.node}`);
});
