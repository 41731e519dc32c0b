/** References as the SDK's own driver makes them, to objects in the real store; and forged ones. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { ExternalStorageRunner } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { payloadToJSON } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { createS3 } from '#infra/s3/client.ts';
import { createExternalStorageDataConverter } from '../codec/data-converter.ts';
import { auditRef } from './audit.ts';
import { defaultLimits } from './limits.ts';
import { secret } from './testing/codec.ts';
import { asJson, startTestCodecServer } from './testing/server.ts';
import type { TestCodecServer } from './testing/server.ts';

let server: TestCodecServer;
before(async () => void (server = await startTestCodecServer()));
after(() => server.close());

const plain = payloadToJSON(defaultPayloadConverter.toPayload(secret));
const decoded = async (answer: Response) =>
  ((await answer.json()) as { payloads: unknown[] }).payloads;

/** As a worker of `namespace` would leave it in history. */
async function store(payload: Payload, namespace = 'default', type = 'workflow'): Promise<Payload> {
  const { s3, bucket, codec } = server;
  const { externalStorage } = createExternalStorageDataConverter({
    keys: codec.keys,
    namespace,
    s3,
    bucket,
  });
  const target = {
    kind: type as 'workflow',
    namespace,
    type: 'loan~Application',
    id: 'loan/1 ü',
    runId: 'run',
  };
  const [reference] = await new ExternalStorageRunner(externalStorage!).store([payload], {
    target,
  });
  return reference!;
}

interface Claim {
  bucket: string;
  key: string;
  hashAlgorithm: string;
  hashValue: string;
}

function forged(reference: Payload, change: (claim: Claim) => object): Payload {
  const json = JSON.parse(Buffer.from(reference.data!).toString()) as { claimData: Claim };
  const claimData = { ...json.claimData, ...change(json.claimData) };
  return { ...reference, data: Buffer.from(JSON.stringify({ ...json, claimData })) };
}

test('a reference of a workflow or an activity is downloaded, decrypted and audited', async () => {
  for (const type of ['workflow', 'activity']) {
    const sealed = await server.codec.seal();
    const answer = await server.post(
      '/download?preserveStorageRefs=true',
      asJson([await store(sealed, 'default', type)]),
    );
    assert.deepEqual(await decoded(answer), [plain]);
    assert.equal((await server.entries()).at(-1)?.ref, auditRef('default', sealed));
  }
});

test('decoding follows references, unless the caller asks to preserve them, as the UI does', async () => {
  const reference = await store(await server.codec.seal());
  const sent = asJson([
    await server.codec.seal('first'),
    reference,
    await server.codec.seal('last'),
  ]);
  const [first, last] = ['first', 'last'].map((text) =>
    payloadToJSON(defaultPayloadConverter.toPayload(text)),
  );
  const kept = await server.post('/decode?preserveStorageRefs=true', sent);
  assert.deepEqual(await decoded(kept), [first, sent[1], last]);
  assert.deepEqual(await decoded(await server.post('/decode', sent)), [first, plain, last]);
});

describe('refused references', () => {
  const refused = async (payload: Payload, code = 'REFERENCE_REFUSED', status = 422) => {
    const before = (await server.entries()).length;
    for (const path of ['/download', '/decode']) {
      const answer = await server.post(path, asJson([payload]));
      const body = await answer.text();
      assert.deepEqual([answer.status, JSON.parse(body).code], [status, code], body);
      assert.doesNotMatch(body, /Canary|bucket|v0/);
    }
    assert.equal((await server.entries()).length, before);
  };

  test('a reference to another namespace is refused, whatever it claims', async () => {
    // As many letters as ours has: a check that only counts would let it pass.
    const foreign = await store(await server.codec.seal(secret, 'another'), 'another');
    await refused(foreign);
    const climbing = forged(foreign, ({ key }) => ({
      key: key.replace('v0/ns/', 'v0/ns/default/wt/x/wi/../../../../'),
    }));
    await refused(climbing);
    const padded = forged(foreign, ({ key, hashValue }) => ({
      key: `v0/ns/default/wt/../../another${key.slice('v0/ns/another'.length, -hashValue.length)}${hashValue}`,
    }));
    await refused(padded);
  });

  test('a reference to an object that was encrypted for another namespace is refused', async () => {
    const misplaced = await store(await server.codec.seal(secret, 'other'));
    const answer = await server.post('/download', asJson([misplaced]));
    assert.equal(((await answer.json()) as { code: string }).code, 'PAYLOAD_REFUSED');
  });

  test('a reference to another bucket, another key or no object is refused', async () => {
    const reference = await store(await server.codec.seal());
    await refused(forged(reference, () => ({ bucket: 'harbor-documents' })));
    await refused(forged(reference, () => ({ key: 'uploads/doc_7428tsvzkt2z7758kxaq94nn3a' })));
    await refused(forged(reference, ({ key }) => ({ key: `/${key}` })));
    const hashValue = '0'.repeat(64);
    await refused(
      forged(reference, ({ key }) => ({ key: key.slice(0, -64) + hashValue, hashValue })),
    );
  });

  test('a reference whose hash is of another kind, or does not match its object, is refused', async () => {
    const reference = await store(await server.codec.seal());
    await refused(forged(reference, () => ({ hashAlgorithm: 'md5' })));
    const { claimData } = JSON.parse(Buffer.from(reference.data!).toString()) as {
      claimData: Claim;
    };
    const another = await server.codec.seal('exchanged');
    const Body = proto.temporal.api.common.v1.Payload.encode(another).finish();
    await server.s3.send(new PutObjectCommand({ Bucket: server.bucket, Key: claimData.key, Body }));
    await refused(reference);
  });

  test('a reference to an object that was never encrypted is refused', async () => {
    await refused(await store(defaultPayloadConverter.toPayload(secret)));
  });

  test('a reference to an object that is not a payload is refused', async () => {
    const reference = await store(await server.codec.seal());
    const Body = Buffer.from('no payload');
    const hashValue = createHash('sha256').update(Body).digest('hex');
    const lying = forged(reference, ({ key }) => ({
      key: key.slice(0, -64) + hashValue,
      hashValue,
    }));
    const { claimData } = JSON.parse(Buffer.from(lying.data!).toString()) as { claimData: Claim };
    await server.s3.send(new PutObjectCommand({ Bucket: server.bucket, Key: claimData.key, Body }));
    await refused(lying);
  });

  test('a reference of another driver, with unknown fields, or that is not JSON is refused', async () => {
    const reference = await store(await server.codec.seal());
    await refused(forged(reference, () => ({ versionId: '1' })));
    for (const data of ['', 'x', '{}', '{"driverName":"other"}']) {
      await refused({ ...reference, data: Buffer.from(data) });
    }
  });

  test('a payload that is not a reference is refused by /download', async () => {
    const sent = asJson([await store(await server.codec.seal()), await server.codec.seal()]);
    const answer = await server.post('/download', sent);
    assert.equal(((await answer.json()) as { code: string }).code, 'REFERENCE_REFUSED');
  });

  test('references to more than may be held in memory at once are refused', async (t) => {
    const small = await startTestCodecServer({
      bucket: server.bucket,
      limits: { ...defaultLimits, storedBytes: 1_000 },
    });
    t.after(() => small.close());
    const [one, two] = [
      await store(await server.codec.seal('x'.repeat(100))),
      await store(await server.codec.seal('y')),
    ];
    const authorization = `Bearer ${await small.issuer.token()}`;
    for (const sent of [
      asJson([await store(await server.codec.seal('x'.repeat(1_000)))]),
      asJson([one, two]),
    ]) {
      const answer = await small.post('/download', sent, { authorization });
      assert.equal(((await answer.json()) as { code: string }).code, 'REQUEST_TOO_LARGE');
    }
  });
});

test('while the object storage is down, only references cannot be decoded', async (t) => {
  const nowhere = createS3({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    accessKeyId: 'x',
    secretAccessKey: 'x'.repeat(16),
  });
  const reference = await store(await server.codec.seal());
  const lost = await startTestCodecServer({ s3: nowhere, bucket: server.bucket });
  t.after(() => (nowhere.destroy(), lost.close()));
  const answer = await lost.post('/download', asJson([reference]));
  assert.equal(answer.status, 503);
  assert.equal(((await answer.json()) as { code: string }).code, 'STORAGE_UNAVAILABLE');
  assert.equal((await lost.post('/decode', asJson([await lost.codec.seal()]))).status, 200);
});
