import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeError, isErrorDescription } from './describe-error.ts';

const folders = [
  'activities',
  'apps',
  'audit',
  'comparison',
  'contract',
  'infra',
  'lending',
  'test',
  'vault',
  'workflows',
];

/** An error whose stack trace has these frames. */
function errorAt(...places: string[]): Error {
  const frames = places.map((place) => `    at run (file:///srv/harbor/${place})`);
  return Object.assign(new Error('x'), { stack: ['Error: x', ...frames].join('\n') });
}

test('the place of an error is the first frame in this repository, also where a folder has a digit in its name', () => {
  const { at } = describeError(errorAt('infra/s3/bucket.ts:14:11', 'vault/objects.ts:3:5'));
  assert.equal(at, 'infra/s3/bucket.ts:14:11');
});

test('the place of an error may be in any folder of this repository', () => {
  for (const folder of folders) {
    const described = describeError(errorAt(`${folder}/one/two.ts:1:2`, 'infra/x.ts:3:4'));
    assert.equal(described.at, `${folder}/one/two.ts:1:2`);
    assert.ok(isErrorDescription(described));
  }
});

test('frames of libraries are skipped', () => {
  const library = 'node_modules/pg/lib/client.js:1:1';
  assert.equal(describeError(errorAt(library, 'vault/records.ts:9:9')).at, 'vault/records.ts:9:9');
  assert.equal(describeError(errorAt(library)).at, undefined);
});

test('a message that looks like a place cannot carry a number into the log', () => {
  const quoting = Object.assign(new Error('x'), {
    stack: 'Error: vault/912345678.ts:1:1\n    at run (file:///srv/harbor/vault/records.ts:9:9)',
  });
  assert.equal(describeError(quoting).at, 'vault/records.ts:9:9');
});
