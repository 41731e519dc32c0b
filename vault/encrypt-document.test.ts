import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Duplex, Readable } from 'node:stream';
import { test } from 'node:test';
import { createKeyring, frameLength } from '#infra/kms/encryption-sdk.ts';
import { encryptDocument } from './encrypt-document.ts';
import type { Place } from './envelope.ts';

const keyring = createKeyring(randomBytes(32), 'test');

const place: Place = { tenant: 'test', subject: 's', ref: 'r', type: 't', part: 'document' };

/** Encrypts plaintext that arrives in pieces of that size. */
async function encrypt(count: number, pieceBytes: number): Promise<void> {
  const content = Readable.from(Array.from({ length: count }, () => randomBytes(pieceBytes)));
  let length = 0;
  const source = { content, maxBytes: count * pieceBytes };
  const { bytes, seal } = await encryptDocument(keyring, place, source, async (out) => {
    for await (const piece of out) length += (piece as Buffer).length;
  });
  assert.deepEqual([bytes, seal.length], [count * pieceBytes, length]);
  assert.ok(length > bytes);
}

test('small pieces of a document are joined to frames before they are encrypted', async (t) => {
  const write = t.mock.method(Duplex.prototype, 'write');
  await encrypt(16, frameLength);
  const ofFrames = write.mock.callCount();
  write.mock.resetCalls();
  await encrypt(16 * 47, 1_400);
  const ofPackets = write.mock.callCount();
  assert.ok(ofFrames > 0 && ofPackets <= 2 * ofFrames, `${ofPackets}, and ${ofFrames} of frames`);
});

test('a document shorter than a frame, and an empty one, are encrypted whole', async () => {
  await encrypt(3, 1_400);
  await encrypt(1, 1);
  await encrypt(0, 1);
});
