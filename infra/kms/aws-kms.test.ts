import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { createAwsKmsKeyProvider } from './aws-kms.ts';
import { startTestKms } from '#test/testing/moto.ts';
import type { TestKms } from '#test/testing/moto.ts';

const region = 'eu-central-1';
const context = { tenant: 'harbor', subject: 'app_1' };
let moto: TestKms;
let keyArn: string;
let otherArn: string;

before(async () => {
  // The AWS SDK finds these credentials; moto checks none.
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  moto = await startTestKms();
  const kms = new KMSClient({ region, endpoint: moto.endpoint });
  const createKey = async () => (await kms.send(new CreateKeyCommand())).KeyMetadata?.Arn ?? '';
  [keyArn, otherArn] = [await createKey(), await createKey()];
  kms.destroy();
});
after(() => moto.stop());

const provider = (options: { keyArn?: string; endpoint?: string } = {}) =>
  createAwsKmsKeyProvider({ region, keyArn, endpoint: moto.endpoint, ...options });

test('AWS KMS unwraps in one process what it wrapped in another, and every data key is new', async () => {
  const { plaintext, ...wrapped } = await provider().generateDataKey(context);
  assert.equal(plaintext.length, 32);
  assert.deepEqual(await provider().unwrapDataKey(wrapped, context), plaintext);
  assert.notDeepEqual((await provider().generateDataKey(context)).plaintext, plaintext);
});

test('AWS KMS does not unwrap a key for another context, nor an altered one', async () => {
  const { wrapped, keyId } = await provider().generateDataKey(context);
  const refused = { code: 'KEY_REFUSED', message: 'The wrapped key does not open here' };
  const other = { ...context, subject: 'app_2' };
  await assert.rejects(provider().unwrapDataKey({ wrapped, keyId }, other), refused);
  await assert.rejects(provider().unwrapDataKey({ wrapped, keyId }, {}), refused);
  const altered = Uint8Array.from(wrapped, (byte, index) =>
    index === wrapped.length - 1 ? byte ^ 1 : byte,
  );
  await assert.rejects(provider().unwrapDataKey({ wrapped: altered, keyId }, context), refused);
});

test("AWS KMS refuses another key's ciphertext, also under this key's name.", async () => {
  const foreign = await provider({ keyArn: otherArn }).generateDataKey(context);
  await assert.rejects(provider().unwrapDataKey(foreign, context), { code: 'KEY_REFUSED' });
  const { keyId } = await provider().generateDataKey(context);
  const passedOff = { wrapped: foreign.wrapped, keyId };
  // AWS answers IncorrectKeyException, which is KEY_REFUSED; moto answers AccessDeniedException.
  await assert.rejects(provider().unwrapDataKey(passedOff, context), { code: 'KEY_NOT_PERMITTED' });
});

test('errors of an unreachable AWS KMS, and for a missing key, hold no data', async () => {
  const unavailable = {
    code: 'KEY_SERVICE_UNAVAILABLE',
    message: 'The key service did not answer',
  };
  await assert.rejects(
    provider({ endpoint: 'http://127.0.0.1:1' }).generateDataKey(context),
    unavailable,
  );
  const gone = keyArn.replace(/.{6}$/, '000000');
  await assert.rejects(provider({ keyArn: gone }).generateDataKey(context), unavailable);
});
