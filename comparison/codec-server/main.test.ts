/** The process as it is started, by its settings alone. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { createCertificate } from '#infra/local/certificate.ts';
import { freePorts } from '#infra/local/ports.ts';
import { testBucket, testDatabase } from '#test/testing/services.ts';
import type { TestBucket, TestDatabase } from '#test/testing/services.ts';
import { createTestCodec, secret } from './testing/codec.ts';
import type { TestCodec } from './testing/codec.ts';
import { asJson, audience, startTestIssuer, uiOrigin } from './testing/server.ts';
import type { TestIssuer } from './testing/server.ts';

let database: TestDatabase;
let bucket: TestBucket;
let codec: TestCodec;
let issuer: TestIssuer;
let folder: string;
before(async () => {
  [database, bucket, codec, issuer] = await Promise.all([
    testDatabase(),
    testBucket(),
    createTestCodec(),
    startTestIssuer(),
  ]);
  folder = await mkdtemp(join(tmpdir(), 'harbor-codec-main-'));
});
after(() =>
  Promise.all([
    database.drop(),
    bucket.drop(),
    codec.remove(),
    issuer.close(),
    rm(folder, { recursive: true }),
  ]),
);

function start(env: Record<string, string>) {
  const main = join(import.meta.dirname, 'main.ts');
  const started = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return { started, exited: once(started, 'exit'), said: text(started.stderr) };
}

const settings = (port: number): Record<string, string> => ({
  ...bucket.settings,
  HARBOR_DATABASE_URL: database.codecUrl,
  HARBOR_DATABASE_CA: database.ca,
  HARBOR_KEY_PROVIDER: 'local-file',
  HARBOR_KEY_FILE: codec.keyFile,
  HARBOR_CODEC_PORT: String(port),
  HARBOR_CODEC_UI_ORIGIN: uiOrigin,
  HARBOR_CODEC_ISSUER: issuer.url,
  HARBOR_CODEC_AUDIENCE: audience,
  HARBOR_CODEC_JWKS_URL: issuer.jwksUrl,
});

test('the process serves over TLS with its own certificate, and stops on a signal', async () => {
  const [port = 0] = await freePorts(1);
  const { cert, key } = await createCertificate();
  const [HARBOR_TLS_CERT, HARBOR_TLS_KEY] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await Promise.all([writeFile(HARBOR_TLS_CERT, cert), writeFile(HARBOR_TLS_KEY, key)]);
  const { started, exited } = start({ ...settings(port), HARBOR_TLS_CERT, HARBOR_TLS_KEY });
  await once(started.stdout, 'data');
  const authorization = `Bearer ${await issuer.token()}`;
  const headers = { authorization, 'content-type': 'application/json', 'x-namespace': 'default' };
  const asked = request({
    host: 'localhost',
    port,
    path: '/decode',
    method: 'POST',
    headers,
    ca: cert,
  });
  asked.end(JSON.stringify({ payloads: asJson([await codec.seal()]) }));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const { payloads } = JSON.parse(await text(answer)) as { payloads: { data: string }[] };
  assert.equal(Buffer.from(payloads[0]!.data, 'base64').toString(), JSON.stringify(secret));
  started.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
});

const mistakes: Record<string, Record<string, string>> = {
  HARBOR_CODEC_UI_ORIGIN: { HARBOR_CODEC_UI_ORIGIN: `${uiOrigin}/` },
  HARBOR_CODEC_JWKS_URL: { HARBOR_CODEC_JWKS_URL: 'http://identity.example.com/jwks' },
  HARBOR_CODEC_AUDIENCE: { HARBOR_CODEC_AUDIENCE: '' },
  HARBOR_CODEC_PROT: { HARBOR_CODEC_PROT: '3004' },
};
for (const [variable, mistake] of Object.entries(mistakes)) {
  test(`the process does not start with a wrong ${variable}`, async () => {
    const { exited, said } = start({ ...settings(1), ...mistake });
    assert.deepEqual(await exited, [2, null]);
    assert.match(await said, new RegExp(`^${variable} is (missing|not valid|not a setting)\\n$`));
  });
}
