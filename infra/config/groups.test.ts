import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from './config.ts';
import { certificateOf, httpSettings } from './groups.ts';

const folder = mkdtempSync(join(tmpdir(), 'harbor-tls-'));
const [HARBOR_TLS_CERT, HARBOR_TLS_KEY] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
const read = (env: NodeJS.ProcessEnv) => certificateOf(readConfig(httpSettings, env));

test('a certificate and its key are read from the files that the settings name', () => {
  writeFileSync(HARBOR_TLS_CERT, 'a certificate');
  writeFileSync(HARBOR_TLS_KEY, 'a key');
  const { cert, key } = read({ HARBOR_TLS_CERT, HARBOR_TLS_KEY }) ?? {};
  assert.deepEqual([String(cert), String(key)], ['a certificate', 'a key']);
});

test('a process without both settings terminates no TLS, and one of the two is not enough', () => {
  assert.equal(read({}), undefined);
  const complaint = {
    code: 'CONFIG_INVALID',
    message: 'HARBOR_TLS_CERT and HARBOR_TLS_KEY are given together',
  };
  assert.throws(() => read({ HARBOR_TLS_CERT }), complaint);
  assert.throws(() => read({ HARBOR_TLS_KEY }), complaint);
});

test('a certificate file that cannot be read stops the process', () => {
  const missing = { HARBOR_TLS_CERT: '/nowhere', HARBOR_TLS_KEY: '/nowhere' };
  assert.throws(() => read(missing), { code: 'CONFIG_INVALID', message: /cannot be read/ });
});
