import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigError, readConfig, settings } from './config.ts';

const secret = 'a-secret-that-must-not-be-repeated';

function complaintAbout(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(['HARBOR_LOG_LEVEL', 'HARBOR_SESSION_SECRET', 'HARBOR_PORTAL_PORT'], env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  assert.fail('the configuration was accepted');
}

test('an unknown setting stops the process and is named without its value', () => {
  const complaint = complaintAbout({ HARBOR_SESSION_SECRET: secret, HARBOR_SESION_SECRET: secret });
  assert.equal(complaint, 'HARBOR_SESION_SECRET is not a setting of this process');
});

test('all that is missing or malformed is named at once, without values', () => {
  const complaint = complaintAbout({ HARBOR_PORTAL_PORT: 'tomorrow' });
  assert.equal(complaint, 'HARBOR_SESSION_SECRET is missing; HARBOR_PORTAL_PORT is not valid');
});

test('a setting of another process is refused, so that no secret is where it is not needed', () => {
  const env = { HARBOR_SESSION_SECRET: secret, HARBOR_BUREAU_API_KEY: secret };
  assert.match(complaintAbout(env), /^HARBOR_BUREAU_API_KEY is not a setting of this process$/);
});

test('SSNs are sent in the clear to this machine only', () => {
  const complaint = { message: 'HARBOR_BUREAU_URL is not valid' };
  for (const url of [
    'http://bureau.example',
    'http://localhost.example',
    'http://127.0.0.1.example',
  ]) {
    assert.throws(() => readConfig(['HARBOR_BUREAU_URL'], { HARBOR_BUREAU_URL: url }), complaint);
  }
  for (const url of ['https://bureau.example', 'http://localhost:3001', 'http://127.0.0.1:3001']) {
    assert.equal(
      readConfig(['HARBOR_BUREAU_URL'], { HARBOR_BUREAU_URL: url }).HARBOR_BUREAU_URL,
      url,
    );
  }
});

test('a setting that a process can do without may be missing, and not wrong', () => {
  const read = (env: NodeJS.ProcessEnv) => readConfig(['HARBOR_APPROACHES_API_KEY?'], env);
  assert.equal(read({}).HARBOR_APPROACHES_API_KEY, undefined);
  assert.equal(read({ HARBOR_APPROACHES_API_KEY: secret }).HARBOR_APPROACHES_API_KEY, secret);
  const complaint = { message: 'HARBOR_APPROACHES_API_KEY is not valid' };
  assert.throws(() => read({ HARBOR_APPROACHES_API_KEY: 'short' }), complaint);
});

test('a secret may come from a file', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'harbor-')), 'secret');
  writeFileSync(path, `${secret}\n`);
  const config = readConfig(['HARBOR_SESSION_SECRET'], { HARBOR_SESSION_SECRET_FILE: path });
  assert.equal(config.HARBOR_SESSION_SECRET, secret);
  assert.match(
    complaintAbout({ HARBOR_SESSION_SECRET_FILE: '/nowhere' }),
    /^HARBOR_SESSION_SECRET_FILE names a file/,
  );
});

test('.env.example names every setting there is', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const named = new Set(
    Array.from(example.matchAll(/^(?:# )?(HARBOR_\w+)=/gm), ([, name]) => name),
  );
  assert.deepEqual([...named].sort(), Object.keys(settings).sort());
});
