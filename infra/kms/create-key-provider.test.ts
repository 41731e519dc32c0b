import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createKeyProvider } from './create-key-provider.ts';
import { createKeyFile } from './local-key-file.ts';

const fromFile = (path: string, ...previousPaths: string[]) =>
  createKeyProvider({ provider: 'local-file', path, previousPaths });

async function keyFiles<const Names extends readonly string[]>(
  ...names: Names
): Promise<{ [Index in keyof Names]: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'harbor-'));
  const paths = names.map((name) => join(folder, name));
  await Promise.all(paths.map(createKeyFile));
  return paths as { [Index in keyof Names]: string };
}

test('the options of each key provider create that provider', async () => {
  const [path] = await keyFiles('key');
  const keys = await fromFile(path);
  assert.match((await keys.generateDataKey({})).keyId, /^file:/);
  const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1';
  const aws = await createKeyProvider({ provider: 'aws-kms', region: 'eu-central-1', keyArn });
  assert.equal(aws.keyId, `aws-kms:${keyArn}`);
});

test('a previous key unwraps what it wrapped and wraps nothing new; without it, that key is unknown', async () => {
  const [old, next] = await keyFiles('old', 'next');
  const { plaintext, ...wrapped } = await (await fromFile(old)).generateDataKey({});

  const rotated = await fromFile(next, old, old);
  assert.deepEqual(Buffer.from(await rotated.unwrapDataKey(wrapped, {})), Buffer.from(plaintext));
  assert.notEqual((await rotated.generateDataKey({})).keyId, wrapped.keyId);

  const retired = await fromFile(next);
  await assert.rejects(retired.unwrapDataKey(wrapped, {}), { code: 'KEY_UNKNOWN' });
});

test('a previous key that cannot be read is not skipped', async () => {
  const [path] = await keyFiles('key');
  await assert.rejects(fromFile(path, '/nothing'), { code: 'KEY_FILE_UNUSABLE' });
});
