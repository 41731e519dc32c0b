import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import { createKeyRing } from '#infra/kms/key-ring.ts';
import { KeyError } from '#infra/kms/key-provider.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { createEncryptingCodec, createNamespaceDecoder } from './codec.ts';
import type { CodecErrorCode } from './errors.ts';
import { refusalOf } from './refused-payload.ts';

const canary = 'Canary Mustermann 912-34-5678';
const namespace = 'default';
const workflow: SerializationContext = { type: 'workflow', namespace, workflowId: 'one' };
const activity: SerializationContext = {
  ...workflow,
  type: 'activity',
  activityId: '1',
  isLocal: false,
};
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);

let folder: string;
let keys: KeyProvider;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harbor-codec-'));
  keys = await newKeys('key');
});
after(() => rm(folder, { recursive: true }));

async function newKeys(name: string): Promise<KeyProvider> {
  const path = join(folder, name);
  await createKeyFile(path);
  return createLocalKeyProvider(path);
}
const newCodec = (options: { keys?: KeyProvider; namespace?: string } = {}) =>
  createEncryptingCodec({ keys, namespace, ...options });
async function sealed(value: unknown = canary, context = workflow): Promise<Payload> {
  const [only] = await newCodec().encode([payload(value)], context);
  return only!;
}

test('a payload is restored with its metadata, in its workflow and its activities', async () => {
  const original: Payload = {
    ...payload(canary),
    metadata: { ...payload(canary).metadata, kind: Buffer.from(canary) },
  };
  const [encoded] = await newCodec().encode([original], workflow);
  for (const context of [workflow, activity]) {
    const [decoded] = await newCodec().decode([encoded!], context);
    assert.deepEqual(bytesOf(decoded!), bytesOf(original));
  }
  assert.ok(!bytesOf(encoded!).includes(canary));
  assert.deepEqual(Object.keys(encoded!.metadata!), ['encoding', 'encryption-key-id']);
});

test('equal values have different ciphertexts, and empty lists stay empty', async () => {
  const [one, two] = await newCodec().encode([payload(canary), payload(canary)], workflow);
  assert.notDeepEqual(one!.data, two!.data);
  assert.deepEqual(await newCodec().encode([], workflow), []);
});

test('a payload of another workflow or namespace is refused, even with its context edited to match', async () => {
  await refused(sealed(), { ...workflow, workflowId: 'two' }, 'CODEC_PAYLOAD_MISPLACED');
  await refused(sealed(), { ...workflow, namespace: 'other' }, 'CODEC_PAYLOAD_MISPLACED');
  const elsewhere = createEncryptingCodec({ keys, namespace: 'another' });
  const [foreign] = await elsewhere.encode([payload(canary)], {
    ...workflow,
    namespace: 'another',
  });
  await refused(foreign!, workflow, 'CODEC_PAYLOAD_MISPLACED');
  const edited = replaced((await sealed()).data!, 'one', 'two');
  await refused(
    { ...(await sealed()), data: edited },
    { ...workflow, workflowId: 'two' },
    'CODEC_PAYLOAD_ALTERED',
  );
});

test('payloads without a workflow of this namespace are neither written nor read', async () => {
  const standalone = { type: 'activity', namespace, activityId: 'a', isLocal: false } as const;
  for (const context of [undefined, standalone]) {
    await assert.rejects(newCodec().encode([payload(canary)], context), {
      code: 'CODEC_CONTEXT_MISSING',
    });
    await refused(sealed(), context, 'CODEC_CONTEXT_MISSING');
  }
  const other = { ...workflow, namespace: 'other' };
  await assert.rejects(newCodec().encode([payload(canary)], other), {
    code: 'CODEC_PAYLOAD_MISPLACED',
  });
});

test('plaintext is refused, even if it claims to be encrypted or refused', async () => {
  await refused(payload(canary), workflow, 'CODEC_PAYLOAD_NOT_ENCRYPTED');
  await refused({}, workflow, 'CODEC_PAYLOAD_NOT_ENCRYPTED');
  await refused(
    { metadata: { encoding: Buffer.from('harbor/refused') } },
    workflow,
    'CODEC_PAYLOAD_NOT_ENCRYPTED',
  );
  const encoding = Buffer.from('binary/encrypted');
  for (const data of [null, Buffer.alloc(0), Buffer.from(canary)])
    await refused({ metadata: { encoding }, data }, workflow, 'CODEC_PAYLOAD_ALTERED');
});

test('a payload with any byte changed, or its end cut off, is refused', async () => {
  const encoded = await sealed('x');
  const data = Buffer.from(encoded.data!);
  for (let index = 0; index < data.length; index += 1) {
    const flipped = Uint8Array.from(data, (byte, at) => (at === index ? byte ^ 1 : byte));
    const [note] = await newCodec().decode([{ ...encoded, data: flipped }], workflow);
    assert.ok(refusalOf(note!), `byte ${index}`);
    const [cut] = await newCodec().decode(
      [{ ...encoded, data: data.subarray(0, index) }],
      workflow,
    );
    assert.equal(refusalOf(cut!), 'CODEC_PAYLOAD_ALTERED', `cut at ${index}`);
  }
});

test('bytes after the end of a ciphertext do not change its plaintext', async () => {
  const encoded = await sealed();
  const longer = Buffer.concat([encoded.data!, Buffer.from('more')]);
  const [decoded] = await newCodec().decode([{ ...encoded, data: longer }], workflow);
  assert.deepEqual(bytesOf(decoded!), bytesOf(payload(canary)));
});

test('the key service is called once for a workflow, and again at a bound', async () => {
  const { counting, asked } = counted(keys);
  const bounds = { count: 2, milliseconds: 60_000, messages: 3 };
  const codec = createEncryptingCodec({ keys: counting, namespace, bounds });
  const encodeIn = (workflowId: string) =>
    codec.encode([payload(canary)], { ...workflow, workflowId });
  const first = [await encodeIn('one'), await encodeIn('one'), await encodeIn('one')];
  assert.deepEqual(asked, { generate: 1, unwrap: 0 });
  await encodeIn('one');
  assert.equal(asked.generate, 2, 'a fourth message');
  for (const payloads of [...first, ...first]) await codec.decode(payloads, workflow);
  assert.equal(asked.unwrap, 1);
  // The oldest leave a full cache.
  for (const id of ['two', 'three', 'one']) await encodeIn(id);
  assert.equal(asked.generate, 5);
});

test('an expired data key is fetched again, so that a retired key no longer decrypts', async () => {
  const { counting, asked } = counted(keys);
  const bounds = { count: 10, milliseconds: 1, messages: 10 };
  const codec = createEncryptingCodec({ keys: counting, namespace, bounds });
  const later = Date.now() + 10;
  const encoded = await codec.encode([payload(canary)], workflow);
  await codec.decode(encoded, workflow);
  while (Date.now() <= later);
  await codec.encode([payload(canary)], workflow);
  await codec.decode(encoded, workflow);
  assert.deepEqual(asked, { generate: 2, unwrap: 2 });
});

test('after a key rotation the old key still decrypts until it is retired, and no workflow fails then', async () => {
  const next = await newKeys('next');
  const old = await sealed();
  const rotated = newCodec({ keys: createKeyRing({ current: next, previous: [keys] }) });
  assert.deepEqual(bytesOf((await rotated.decode([old], workflow))[0]!), bytesOf(payload(canary)));
  const [fresh] = await rotated.encode([payload(canary)], workflow);
  assert.equal(Buffer.from(fresh!.metadata!['encryption-key-id']!).toString(), next.keyId);
  assert.notEqual(next.keyId, keys.keyId);

  const retired = newCodec({ keys: createKeyRing({ current: next }) });
  assert.deepEqual(
    bytesOf((await retired.decode([fresh!], workflow))[0]!),
    bytesOf(payload(canary)),
  );
  await assert.rejects(retired.decode([old], workflow), { code: 'CODEC_KEY_UNKNOWN' });
});

test('a key service that is unavailable or denies access is a retryable error, for encoding and decoding', async () => {
  for (const code of ['KEY_SERVICE_UNAVAILABLE', 'KEY_NOT_PERMITTED'] as const) {
    const down = () => Promise.reject(new KeyError(code));
    const codec = newCodec({ keys: { keyId: 'down', generateDataKey: down, unwrapDataKey: down } });
    const unavailable = { code: 'CODEC_KEY_UNAVAILABLE' };
    await assert.rejects(codec.encode([payload(canary)], workflow), unavailable);
    await assert.rejects(codec.decode([await sealed()], workflow), unavailable);
  }
});

test('a namespace decoder needs no workflow, and refuses altered payloads and other namespaces', async () => {
  const decodeFor = createNamespaceDecoder(keys);
  const [decoded, asItCame] = await decodeFor(namespace, [await sealed(), payload(1)]);
  assert.deepEqual(bytesOf(decoded!), bytesOf(payload(canary)));
  assert.deepEqual(asItCame, payload(1));
  await assert.rejects(decodeFor('other', [await sealed()]), { code: 'CODEC_PAYLOAD_MISPLACED' });
  const edited = replaced((await sealed()).data!, namespace, 'DEFAULT');
  const moved = { ...(await sealed()), data: edited };
  await assert.rejects(decodeFor('DEFAULT', [moved]), { code: 'CODEC_PAYLOAD_ALTERED' });
});

async function refused(
  encoded: Payload | Promise<Payload>,
  context: SerializationContext | undefined,
  code: CodecErrorCode,
): Promise<void> {
  const [note] = await newCodec().decode([await encoded], context);
  assert.equal(refusalOf(note!), code);
  assert.equal(note!.data, undefined);
}

function counted(real: KeyProvider) {
  const asked = { generate: 0, unwrap: 0 };
  const counting: KeyProvider = {
    keyId: real.keyId,
    generateDataKey: (context) => ((asked.generate += 1), real.generateDataKey(context)),
    unwrapDataKey: (key, context) => ((asked.unwrap += 1), real.unwrapDataKey(key, context)),
  };
  return { counting, asked };
}

function bytesOf(value: Payload): Buffer {
  return Buffer.from(proto.temporal.api.common.v1.Payload.encode(value).finish());
}

function replaced(bytes: Uint8Array, word: string, by: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.write(by, copy.indexOf(word));
  return copy;
}
