import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { makeSecrets } from './secrets.ts';
import { openVolumes } from './volumes.ts';

const year = 365 * 24 * 3_600_000;
let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'harbor-secrets-'))));
afterEach(() => rmSync(root, { recursive: true }));

const start = async () => makeSecrets(await openVolumes(root, process.getgid?.()));
const files = () =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(root, path)).isFile(),
  );
const contents = () =>
  Object.fromEntries(files().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
const isCertificate = (path: string) =>
  /(server|client|internode|internal)\.(crt|key)$|temporal\.toml$/.test(path);

test('later starts keep what the first one made', async () => {
  await start();
  const made = contents();
  await start();
  assert.deepEqual(contents(), made);
});

test('an interrupted start is completed by the next', async () => {
  await start();
  const made = contents();
  for (const path of ['portal/client.crt', 'portal/database-url', 'storage/identities.json'])
    rmSync(join(root, path));
  await start();
  assert.equal(contents()['portal/database-url'], made['portal/database-url']);
  assert.equal(contents()['storage/identities.json'], made['storage/identities.json']);
  assert.notEqual(contents()['portal/client.crt'], made['portal/client.crt']);
});

test('certificates and tokens near expiry are reissued by the same authority, and secrets are never replaced', async (t) => {
  await start();
  const made = contents();
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + year });
  await start();
  for (const [path, content] of Object.entries(contents()))
    assert.equal(content !== made[path], isCertificate(path), path);
  const authority = new X509Certificate(made['authority/ca.crt'] ?? '');
  assert.ok(new X509Certificate(contents()['portal/server.crt'] ?? '').verify(authority.publicKey));
});

test('every file is readable by its owner and its group only, and writable by no one', async () => {
  await start();
  for (const path of files()) assert.equal(statSync(join(root, path)).mode & 0o777, 0o440, path);
  for (const volume of readdirSync(root))
    assert.equal(statSync(join(root, volume)).mode & 0o777, 0o750, volume);
});

test('every secret is unique, and each client has the credentials that its server expects', async () => {
  await start();
  const made = contents();
  const password = made['postgres/harbor_portal.password'] ?? '';
  assert.match(password, /^[0-9a-f]{64}$/);
  assert.equal(
    made['portal/database-url'],
    `postgres://harbor_portal:${password}@postgres:5432/harbor`,
  );
  assert.ok(made['storage/identities.json']?.includes(made['worker/s3-secret-access-key'] ?? '?'));
  for (const [copy, original] of Object.entries(copies))
    assert.equal(made[copy], made[original], copy);
  const originals = Object.entries(made).filter(
    ([path]) => !(path in copies) && !/\.(crt|key|json|toml)$|database-|signing-key/.test(path),
  );
  const keys = ['openbao/seal.key', 'storage/encryption.key'].map(
    (path) => [path, made[path]] as const,
  );
  const secrets = [...originals, ...keys].map(([, secret]) => secret);
  assert.ok(secrets.length > 20);
  assert.equal(new Set(secrets).size, secrets.length);
});

test('each token that a process has for Temporal names one role in one namespace, and its key is Temporal’s', async () => {
  await start();
  const made = contents();
  const keys = createLocalJWKSet(
    JSON.parse(made['temporal/token-keys.json'] ?? '') as JSONWebKeySet,
  );
  const permissions: Record<string, unknown[]> = {};
  for (const [path, file] of Object.entries(made).filter(([name]) => name.endsWith('.toml')))
    for (const [, token = ''] of file.matchAll(/api_key = "(.+)"/g)) {
      const { payload } = await jwtVerify(token, keys);
      (permissions[path.split('/')[0] ?? ''] ??= []).push(payload.permissions);
    }
  assert.deepEqual(permissions, {
    approaches: [['approaches:write'], ['default:read']],
    portal: [['default:write']],
    'temporal-namespace': [['temporal-system:admin']],
    worker: [['default:write']],
  });
});

/** What server and client know. */
const copies: Record<string, string> = {
  'worker/bureau-api-key': 'bureau/api-key',
  'approaches/bureau-api-key': 'bureau/api-key',
  'portal/approaches-api-key': 'approaches/api-key',
  'temporal-ui/identity-secret': 'identity/ui-secret',
  'portal/identity-secret': 'identity/portal-secret',
  'identity/demo-password': 'migrate/demo-password',
  'approaches/demo-password': 'migrate/demo-password',
};
