import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { readConfig } from './config.ts';
import { apiKey, port, privateUrl } from './schemas.ts';

const secret = 'a-secret-that-must-not-be-repeated';
const table = {
  HARBOR_LOG_LEVEL: z.enum(['info', 'error']).default('info'),
  HARBOR_SESSION_SECRET: z.string().min(32),
  HARBOR_PORTAL_PORT: port.default(3000),
};

function complaintAbout(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(table, env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  assert.fail('the configuration was accepted');
}

function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'harbor-')), 'secret');
  writeFileSync(path, text);
  return path;
}

test('the settings of the table are read, with their defaults', () => {
  const env = { HARBOR_SESSION_SECRET: secret, HARBOR_PORTAL_PORT: '3001', PATH: '/bin' };
  assert.deepEqual(readConfig(table, env), {
    HARBOR_LOG_LEVEL: 'info',
    HARBOR_SESSION_SECRET: secret,
    HARBOR_PORTAL_PORT: 3001,
  });
});

test('a misspelt setting stops the process and is named without its value', () => {
  const env = { HARBOR_SESSION_SECRET: secret };
  for (const name of ['HARBOR_SESION_SECRET', 'HARBOR_SESION_SECRET_FILE', 'HARBOR_TOSTRING'])
    assert.equal(complaintAbout({ ...env, [name]: secret }), `${name} is not a setting`);
});

test('what Kubernetes says of a Service is no setting, and does not hide one', () => {
  const links = {
    HARBOR_PORTAL_SERVICE_HOST: '10.0.0.7',
    HARBOR_PORTAL_SERVICE_PORT: '3000',
    HARBOR_PORTAL_SERVICE_PORT_HTTP: '3000',
    HARBOR_PORTAL_PORT: 'tcp://10.0.0.7:3000',
    HARBOR_PORTAL_PORT_3000_TCP: 'tcp://10.0.0.7:3000',
    HARBOR_PORTAL_PORT_3000_TCP_ADDR: '10.0.0.7',
  };
  const env = { HARBOR_SESSION_SECRET: secret, ...links };
  assert.equal(readConfig(table, env).HARBOR_PORTAL_PORT, 3000);
  assert.equal(readConfig(table, { ...env, HARBOR_PORTAL_PORT: '3001' }).HARBOR_PORTAL_PORT, 3001);
  assert.equal(
    complaintAbout({ ...env, HARBOR_PORTAL_PROT: '3000' }),
    'HARBOR_PORTAL_PROT is not a setting',
  );
});

test('all settings that are missing or malformed are named at once, without their values', () => {
  const complaint = complaintAbout({ HARBOR_PORTAL_PORT: 'tomorrow' });
  assert.equal(complaint, 'HARBOR_SESSION_SECRET is missing; HARBOR_PORTAL_PORT is not valid');
});

test('a setting of another process is ignored, and the file that holds it is not read', () => {
  const env = {
    HARBOR_SESSION_SECRET: secret,
    HARBOR_BUREAU_URL: 'not a URL',
    HARBOR_BUREAU_API_KEY_FILE: '/nowhere',
  };
  assert.deepEqual(Object.keys(readConfig(table, env)), Object.keys(table));
});

test('a table with a setting that is not in the catalogue does not compile', () => {
  // @ts-expect-error HARBOR_SESION_SECRET is misspelt
  readConfig({ HARBOR_SESION_SECRET: z.string().optional() }, {});
});

test('a private URL is https, or http to this machine only', () => {
  const read = (url: string) =>
    readConfig({ HARBOR_BUREAU_URL: privateUrl }, { HARBOR_BUREAU_URL: url }).HARBOR_BUREAU_URL;
  for (const url of [
    'http://bureau.example',
    'http://localhost.example',
    'http://127.0.0.1.example',
  ]) {
    assert.throws(() => read(url), { message: 'HARBOR_BUREAU_URL is not valid' });
  }
  for (const url of ['https://bureau.example', 'http://localhost:3001', 'http://127.0.0.1:3001'])
    assert.equal(read(url), url);
});

test('an optional setting may be missing, and may not be malformed', () => {
  const read = (env: NodeJS.ProcessEnv) =>
    readConfig({ HARBOR_APPROACHES_API_KEY: apiKey.optional() }, env).HARBOR_APPROACHES_API_KEY;
  assert.equal(read({}), undefined);
  assert.equal(read({ HARBOR_APPROACHES_API_KEY: '' }), undefined);
  assert.equal(read({ HARBOR_APPROACHES_API_KEY: secret }), secret);
  assert.throws(() => read({ HARBOR_APPROACHES_API_KEY: 'short' }), {
    message: 'HARBOR_APPROACHES_API_KEY is not valid',
  });
});

test('a secret may come from a file, which must be readable', () => {
  const config = readConfig(table, { HARBOR_SESSION_SECRET_FILE: fileWith(`${secret}\n`) });
  assert.equal(config.HARBOR_SESSION_SECRET, secret);
  assert.equal(
    complaintAbout({ HARBOR_SESSION_SECRET_FILE: '/nowhere' }),
    'HARBOR_SESSION_SECRET_FILE names a file that cannot be read',
  );
  assert.equal(
    complaintAbout({ HARBOR_SESSION_SECRET_FILE: fileWith('') }),
    'HARBOR_SESSION_SECRET is not valid',
  );
});

test('a setting that is given both by value and by file is refused, and both variables are named', () => {
  const [value, path] = [secret, fileWith(secret)];
  const complaint = 'HARBOR_SESSION_SECRET and HARBOR_SESSION_SECRET_FILE are both set';
  const first = { HARBOR_SESSION_SECRET: value, HARBOR_SESSION_SECRET_FILE: path };
  const last = { HARBOR_SESSION_SECRET_FILE: path, HARBOR_SESSION_SECRET: value };
  assert.equal(complaintAbout(first), complaint);
  assert.equal(complaintAbout(last), complaint);
  readConfig(table, { ...first, HARBOR_SESSION_SECRET: '' });
});
