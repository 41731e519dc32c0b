import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keySettings, readConfig } from '#infra/config/config.ts';
import { createKeyProvider } from './create-key-provider.ts';
import { createKeyFile } from './local-key-file.ts';

const create = async (env: NodeJS.ProcessEnv) => createKeyProvider(readConfig(keySettings, env));
const arn = 'arn:aws:kms:eu-central-1:123456789012:key/1';

test('a provider must be named, and be one of those there are', async () => {
  await assert.rejects(create({}), { message: 'HARBOR_KEY_PROVIDER is missing' });
  await assert.rejects(create({ HARBOR_KEY_PROVIDER: 'vault' }), {
    message: 'HARBOR_KEY_PROVIDER is not valid',
  });
});

test('what a provider lacks is named, and what belongs to another is refused', async () => {
  const settings = {
    HARBOR_KEY_PROVIDER: 'aws-kms',
    HARBOR_AWS_KMS_KEY_ARN: arn,
    HARBOR_KEY_FILE: '/key',
  };
  await assert.rejects(create(settings), {
    code: 'CONFIG_INVALID',
    message:
      'HARBOR_AWS_KMS_REGION is missing for the key provider aws-kms; ' +
      'HARBOR_KEY_FILE is not a setting of the key provider aws-kms',
  });
});

test('with the settings of a provider, its keys are to be had', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'harbor-')), 'key');
  await createKeyFile(path);
  const keys = await create({ HARBOR_KEY_PROVIDER: 'local-file', HARBOR_KEY_FILE: path });
  assert.match((await keys.generateDataKey({})).keyId, /^file:/);
  await create({
    HARBOR_KEY_PROVIDER: 'aws-kms',
    HARBOR_AWS_KMS_REGION: 'eu-central-1',
    HARBOR_AWS_KMS_KEY_ARN: arn,
  });
});

test('with a previous key, what it wrapped still opens, and nothing new is wrapped by it; without it, it is unknown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'harbor-'));
  const [old, next] = [join(folder, 'old'), join(folder, 'next')];
  await Promise.all([createKeyFile(old), createKeyFile(next)]);
  const settings = (path: string) => ({ HARBOR_KEY_PROVIDER: 'local-file', HARBOR_KEY_FILE: path });
  const { plaintext, ...wrapped } = await (await create(settings(old))).generateDataKey({});

  const rotated = await create({ ...settings(next), HARBOR_PREVIOUS_KEY_FILES: `${old},${old}` });
  assert.deepEqual(Buffer.from(await rotated.unwrapDataKey(wrapped, {})), Buffer.from(plaintext));
  assert.notEqual((await rotated.generateDataKey({})).keyId, wrapped.keyId);

  const retired = await create(settings(next));
  await assert.rejects(retired.unwrapDataKey(wrapped, {}), { code: 'KEY_UNKNOWN' });
});

test('a previous key that cannot be read is not overlooked, and belongs to files only', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'harbor-')), 'key');
  await createKeyFile(path);
  const previous = { HARBOR_PREVIOUS_KEY_FILES: '/nothing' };
  const local = { HARBOR_KEY_PROVIDER: 'local-file', HARBOR_KEY_FILE: path, ...previous };
  await assert.rejects(create(local), { code: 'KEY_FILE_UNUSABLE' });
  const aws = {
    HARBOR_KEY_PROVIDER: 'aws-kms',
    HARBOR_AWS_KMS_REGION: 'eu-central-1',
    ...previous,
  };
  await assert.rejects(create({ ...aws, HARBOR_AWS_KMS_KEY_ARN: arn }), {
    message: 'HARBOR_PREVIOUS_KEY_FILES is not a setting of the key provider aws-kms',
  });
});
