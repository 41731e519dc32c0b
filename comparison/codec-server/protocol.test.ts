import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defaultPayloadConverter } from '@temporalio/common';
import { payloadToJSON } from '@temporalio/common/lib/proto-utils.js';
import { auditRef } from './audit.ts';
import { secret } from './testing/codec.ts';
import { asJson, startTestCodecServer, uiOrigin } from './testing/server.ts';
import type { TestCodecServer } from './testing/server.ts';

let server: TestCodecServer;
before(async () => void (server = await startTestCodecServer()));
after(() => server.close());

const plain = payloadToJSON(defaultPayloadConverter.toPayload(secret));
const answered = async (answer: Response): Promise<unknown[]> => {
  assert.equal(answer.status, 200, await answer.clone().text());
  return ((await answer.json()) as { payloads: unknown[] }).payloads;
};

test('payloads come back decrypted and in order, and unencrypted ones unchanged', async () => {
  const odd = { metadata: { encoding: 'anNvbi9wbGFpbg==', unheardOf: 'AQI=' }, data: 'MQ==' };
  const sealed = asJson([await server.codec.seal(), await server.codec.seal('second')]);
  const payloads = await answered(await server.post('/decode', [odd, sealed[0], {}, sealed[1]]));
  const second = payloadToJSON(defaultPayloadConverter.toPayload('second'));
  assert.deepEqual(payloads, [odd, plain, {}, second]);
});

test('the namespace may be in the path, as for an endpoint with {namespace}', async () => {
  const sealed = asJson([await server.codec.seal()]);
  const authorization = `Bearer ${await server.issuer.token()}`;
  const init = { method: 'POST', body: JSON.stringify({ payloads: sealed }) };
  const headers = { authorization, 'content-type': 'application/json' };
  assert.deepEqual(
    await answered(await fetch(`${server.url}/default/decode`, { ...init, headers })),
    [plain],
  );
});

test('requests in Go’s JSON are read: without empty lists, and with underscores in names', async () => {
  assert.deepEqual(await answered(await server.post('/decode', undefined)), []);
  const [sent] = asJson([defaultPayloadConverter.toPayload(1)]) as object[];
  const [back] = await answered(
    await server.post('/decode', [{ ...sent, external_payloads: [{ size_bytes: 7 }] }]),
  );
  assert.deepEqual(back, { ...sent, externalPayloads: [{ sizeBytes: '7' }] });
});

test('the audit trail names the reader and the ciphertext, as history shows it', async () => {
  const [one, two] = [await server.codec.seal(), await server.codec.seal()];
  const token = await server.issuer.token({ sub: 'auditee' });
  await answered(
    await server.post('/decode', asJson([one, two]), { authorization: `Bearer ${token}` }),
  );
  const mine = (await server.entries()).filter(({ actor }) => actor === 'auditee');
  const entry = {
    login: 'harbor_codec',
    actor: 'auditee',
    role: 'operator',
    action: 'payload.decode',
  };
  assert.deepEqual(mine, [
    { ...entry, ref: auditRef('default', one) },
    { ...entry, ref: auditRef('default', two) },
  ]);
});

test('the UI’s pages may call with credentials, and no answer may be cached', async () => {
  const preflight = await fetch(`${server.url}/decode?preserveStorageRefs=true`, {
    method: 'OPTIONS',
    headers: {
      origin: uiOrigin,
      'access-control-request-method': 'POST',
      'access-control-request-headers':
        'authorization,authorization-extras,content-type,x-namespace',
    },
  });
  assert.equal(preflight.status, 204);
  const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase();
  assert.equal(allowed, 'authorization,authorization-extras,content-type,x-namespace');
  const answer = await server.post('/decode', [], { origin: uiOrigin });
  for (const { headers } of [preflight, answer]) {
    assert.equal(headers.get('access-control-allow-origin'), uiOrigin);
    assert.equal(headers.get('access-control-allow-credentials'), 'true');
    assert.match(headers.get('vary') ?? '', /Origin/);
    assert.equal(headers.get('cache-control'), 'no-store');
  }
});

test('the log contains nothing of a payload, a token or a URL', async () => {
  const token = await server.issuer.token();
  await server.post('/decode', asJson([await server.codec.seal()]), {
    authorization: `Bearer ${token}`,
  });
  await server.post('/decode', 'not payloads', { 'x-namespace': secret.split(' ')[1]! });
  const log = server.logged.join('');
  assert.match(log, /"route":"\{\/:namespace\}\/decode","status":200/);
  assert.doesNotMatch(log, /Canary|Mustermann|eyJ|olive/);
});
