import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';
import { keyOptions, keySettings } from './key-settings.ts';

const read = (env: NodeJS.ProcessEnv) => keyOptions(readConfig(keySettings, env));
const arn = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const aws = {
  HARBOR_KEY_PROVIDER: 'aws-kms',
  HARBOR_AWS_KMS_REGION: 'eu-central-1',
  HARBOR_AWS_KMS_KEY_ARN: arn,
};

test('a key provider must be named, and must be a known one', () => {
  assert.throws(() => read({}), { message: 'HARBOR_KEY_PROVIDER is missing' });
  assert.throws(() => read({ HARBOR_KEY_PROVIDER: 'vault' }), {
    message: 'HARBOR_KEY_PROVIDER is not valid',
  });
});

test('the settings that a key provider lacks are named, and those of another provider are refused', () => {
  const { HARBOR_AWS_KMS_REGION: _missing, ...incomplete } = aws;
  assert.throws(() => read({ ...incomplete, HARBOR_KEY_FILE: '/key' }), {
    code: 'CONFIG_INVALID',
    message:
      'HARBOR_AWS_KMS_REGION is missing for the key provider aws-kms; ' +
      'HARBOR_KEY_FILE is not a setting of the key provider aws-kms',
  });
});

test('the settings of each key provider become its options', () => {
  assert.deepEqual(read(aws), { provider: 'aws-kms', region: 'eu-central-1', keyArn: arn });
  assert.deepEqual(read({ HARBOR_KEY_PROVIDER: 'local-file', HARBOR_KEY_FILE: '/key' }), {
    provider: 'local-file',
    path: '/key',
  });
  const openbao = {
    HARBOR_KEY_PROVIDER: 'openbao',
    HARBOR_OPENBAO_URL: 'https://openbao.example.com',
    HARBOR_OPENBAO_CA: '/ca',
    HARBOR_OPENBAO_CLIENT_CERT: '/cert',
    HARBOR_OPENBAO_CLIENT_KEY: '/client-key',
    HARBOR_OPENBAO_ROLE: 'portal',
    HARBOR_OPENBAO_KEY: 'key',
  };
  assert.deepEqual(read(openbao), {
    provider: 'openbao',
    url: 'https://openbao.example.com',
    ca: '/ca',
    clientCertificate: '/cert',
    clientKey: '/client-key',
    role: 'portal',
    key: 'key',
  });
});

test('previous keys are paths with commas between them, and belong to key files only', () => {
  const previous = { HARBOR_PREVIOUS_KEY_FILES: '/old,/older' };
  const local = { HARBOR_KEY_PROVIDER: 'local-file', HARBOR_KEY_FILE: '/key', ...previous };
  const options = { provider: 'local-file', path: '/key', previousPaths: ['/old', '/older'] };
  assert.deepEqual(read(local), options);
  assert.throws(() => read({ ...aws, ...previous }), {
    message: 'HARBOR_PREVIOUS_KEY_FILES is not a setting of the key provider aws-kms',
  });
});
