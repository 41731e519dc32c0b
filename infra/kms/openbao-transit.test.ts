import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createOpenbao } from './openbao-client.ts';
import { createTestOpenbao } from '#test/testing/openbao.ts';
import type { TestOpenbao } from '#test/testing/openbao.ts';
import { createTransitKeyProvider } from './openbao-transit.ts';

let openbao: TestOpenbao;
let running: Awaited<ReturnType<TestOpenbao['start']>>;
const context = { tenant: 'harbor', subject: 'app_1' };

before(async () => {
  openbao = await createTestOpenbao();
  running = await openbao.start();
});
after(() => openbao.remove());

const portal = () => createTransitKeyProvider(openbao.as('portal'));
const worker = () => createTransitKeyProvider(openbao.as('worker'));

test('the worker unwraps what the portal wrapped, in any order of the context', async () => {
  const { plaintext, ...wrapped } = await portal().generateDataKey(context);
  assert.equal(plaintext.length, 32);
  const { tenant, subject } = context;
  assert.deepEqual(await worker().unwrapDataKey(wrapped, { subject, tenant }), plaintext);
});

test('OpenBao does not unwrap a key for another context, an altered one, or one under another name', async () => {
  const { wrapped, keyId } = await portal().generateDataKey(context);
  const refused = { code: 'KEY_REFUSED', message: 'The wrapped key does not open here' };
  await assert.rejects(
    worker().unwrapDataKey({ wrapped, keyId }, { ...context, subject: 'app_2' }),
    refused,
  );
  await assert.rejects(
    worker().unwrapDataKey({ wrapped, keyId: 'openbao:other' }, context),
    refused,
  );
  const altered = Buffer.from(wrapped);
  altered[20]! ^= 1;
  await assert.rejects(worker().unwrapDataKey({ wrapped: altered, keyId }, context), refused);
});

test('the worker can create no data keys, and a certificate can log in to its own role only', async () => {
  const notPermitted = { code: 'KEY_NOT_PERMITTED' };
  await assert.rejects(worker().generateDataKey(context), notPermitted);
  for (const options of [openbao.as('worker', 'portal'), openbao.as('temporal-ui', 'worker')])
    await assert.rejects(createTransitKeyProvider(options).generateDataKey(context), notPermitted);
});

test('neither the portal nor the worker can export, back up, change or add a key', async () => {
  const forbidden = [
    'transit/export/encryption-key/harbor',
    'transit/backup/harbor',
    'transit/encrypt/harbor',
    'transit/rewrap/harbor',
    'transit/datakey/wrapped/harbor',
    'transit/keys/harbor',
    'transit/keys/harbor/config',
    'transit/keys/harbor/rotate',
    'transit/keys/another',
    'sys/policies/acl/portal',
    'auth/cert/certs/portal',
    'auth/token/create',
  ];
  for (const process of ['portal', 'worker'] as const) {
    const client = createOpenbao(openbao.as(process));
    for (const path of forbidden)
      await assert.rejects(
        client.write(path, {}),
        { code: 'KEY_NOT_PERMITTED' },
        `${process}: ${path}`,
      );
  }
});

test('OpenBao refuses a request that carries other requests, and one without a context', async () => {
  const client = createOpenbao(openbao.as('portal'));
  const { wrapped } = await portal().generateDataKey(context);
  const ciphertext = Buffer.from(wrapped).toString();
  for (const body of [{ ciphertext }, { ciphertext, context: 'YQ==', batch_input: '[]' }])
    await assert.rejects(client.write('transit/decrypt/harbor', body), {
      code: 'KEY_NOT_PERMITTED',
    });
});

test('OpenBao refuses a client without a certificate, and one without TLS', async () => {
  const { url } = openbao.as('portal');
  await assert.rejects(fetch(`${url}/v1/sys/health`));
  const plain = await fetch(`${url.replace('https', 'http')}/v1/sys/health`);
  assert.equal(await plain.text(), 'Client sent an HTTP request to an HTTPS server.\n');
});

test('OpenBao unseals itself after kill -9; clients reconnect, and wrapped keys still unwrap', async () => {
  const keys = portal();
  const { plaintext, ...wrapped } = await keys.generateDataKey(context);
  running.kill();
  await running.exited;
  await assert.rejects(keys.unwrapDataKey(wrapped, context), { code: 'KEY_SERVICE_UNAVAILABLE' });
  running = await openbao.start();
  assert.deepEqual(await keys.unwrapDataKey(wrapped, context), plaintext);
});

test('the audit trail of OpenBao says which process did what, and holds no key', async () => {
  const { plaintext } = await portal().generateDataKey(context);
  const log = await openbao.log();
  assert.match(log, /"display_name":"cert-portal".*"path":"transit\/datakey\/plaintext\/harbor"/);
  assert.ok(!log.includes(Buffer.from(plaintext).toString('base64')));
});
