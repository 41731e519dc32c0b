/**
 * Ciphertext as an attacker, or a bad network, may deliver it: in any pieces, and changed anywhere.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { createKeyring, frameLength } from '#infra/kms/encryption-sdk.ts';
import { decryptDocument } from './decrypt-document.ts';
import { encryptDocument } from './encrypt-document.ts';
import type { Place, Seal } from './envelope.ts';
import { VaultError } from './errors.ts';
import { withCode } from './testing/vault.ts';

const keyring = createKeyring(Buffer.alloc(32, 1), 'key');
const place: Place = {
  tenant: 't',
  subject: 'app_1',
  ref: 'doc_1',
  type: 'scan',
  part: 'document',
};
// Frames end with the document: the SDK's last frame is then empty, and the last piece is in the
// one before.
const document = Buffer.from(Array.from({ length: 3 * frameLength }, (_, index) => index % 251));

async function encrypt(): Promise<{ ciphertext: Buffer; seal: Seal }> {
  let ciphertext = Buffer.alloc(0);
  const { seal } = await encryptDocument(
    keyring,
    place,
    { content: Readable.from([document]), maxBytes: document.length },
    async (stream) => void (ciphertext = await buffer(stream)),
  );
  return { ciphertext, seal };
}

/** As S3 would deliver it, saying that it has the right length. */
function decrypt(
  ciphertext: Buffer,
  seal: Seal,
  pieceLength = 16_384,
  said = seal.length,
): Promise<Readable> {
  const pieces = Math.ceil(ciphertext.length / pieceLength);
  const cut = (index: number) =>
    ciphertext.subarray(index * pieceLength, (index + 1) * pieceLength);
  const body = Readable.from(Array.from({ length: pieces }, (_, index) => cut(index)));
  return decryptDocument(keyring, place, seal, { length: said, body });
}

/** What a reader gets before the stream ends or fails. */
async function read(opening: Promise<Readable>): Promise<{ received: Buffer; error?: unknown }> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of await opening) pieces.push(piece as Buffer);
    return { received: Buffer.concat(pieces) };
  } catch (error) {
    return { received: Buffer.concat(pieces), error };
  }
}

test('a document comes back whole, in whatever pieces it is delivered', async () => {
  const { ciphertext, seal } = await encrypt();
  assert.equal(seal.length, ciphertext.length);
  for (const pieceLength of [13, 1_000, frameLength, ciphertext.length]) {
    const { received, error } = await read(decrypt(ciphertext, seal, pieceLength));
    assert.equal(error, undefined);
    assert.ok(received.equals(document), `pieces of ${pieceLength}`);
  }
});

test('whatever byte is changed, the reader gets a vault error and never all of the document', async () => {
  const { ciphertext, seal } = await encrypt();
  const firstFrame = ciphertext.length - 3 * (frameLength + 32) - 40;
  const frameHeaders = [0, 1, 2].map((index) => firstFrame + index * (frameLength + 32));
  // Every byte of the headers and around each frame's end, and some of the content.
  const positions = [
    ...Array.from({ length: firstFrame }, (_, index) => index),
    ...frameHeaders.flatMap((start) =>
      Array.from({ length: 40 }, (_, index) => start + index - 18),
    ),
    ...Array.from({ length: 45 }, (_, index) => ciphertext.length - 1 - index),
    100_000,
  ];
  for (const position of positions) {
    const changed = Buffer.from(ciphertext);
    changed[position] = (changed[position] ?? 0) ^ 0x80;
    const { received, error } = await read(decrypt(changed, seal));
    assert.ok(error instanceof VaultError && error.code === 'VAULT_ALTERED', `byte ${position}`);
    assert.ok(received.length < document.length, `byte ${position}`);
  }
});

test('a body that is shorter or longer than S3 said fails before its last frame is released', async () => {
  const { ciphertext, seal } = await encrypt();
  const cases = [
    [ciphertext.subarray(0, -1), 'VAULT_TRUNCATED'],
    [ciphertext.subarray(0, ciphertext.length - 40), 'VAULT_TRUNCATED'],
    [ciphertext.subarray(0, 2 * frameLength), 'VAULT_TRUNCATED'],
    [Buffer.concat([ciphertext, Buffer.from('junk')]), 'VAULT_TRAILING_DATA'],
    [Buffer.concat([ciphertext, ciphertext]), 'VAULT_TRAILING_DATA'],
  ] as const;
  for (const [delivered, code] of cases) {
    const { received, error } = await read(decrypt(delivered, seal));
    assert.ok(withCode(code)(error), `${code} and not ${String(error)}`);
    assert.ok(received.length < document.length);
  }
});

test('a length that differs from the stored one is refused before the first byte', async () => {
  const { ciphertext, seal } = await encrypt();
  await assert.rejects(
    decrypt(ciphertext, seal, 1_000, seal.length - 1),
    withCode('VAULT_TRUNCATED'),
  );
  await assert.rejects(
    decrypt(ciphertext, seal, 1_000, seal.length + 1),
    withCode('VAULT_TRAILING_DATA'),
  );
});

test('a browser never takes a bad download for a complete one', async (t) => {
  const { ciphertext, seal } = await encrypt();
  const download = async (delivered: Buffer) => {
    const content = await decrypt(delivered, seal);
    return request(t, (_request, response) => {
      response.setHeader('content-length', document.length);
      pipeline(content, response).catch(() => response.destroy());
    });
  };
  assert.ok((await buffer(await download(ciphertext))).equals(document));
  await assert.rejects(buffer(await download(Buffer.concat([ciphertext, Buffer.from('junk')]))), {
    code: 'ECONNRESET',
  });
});

async function request(
  t: { after: (stop: () => void) => void },
  listener: RequestListener,
): Promise<IncomingMessage> {
  const server = createServer(listener).listen(0);
  await once(server, 'listening');
  t.after(() => server.close());
  const sent = get({ port: (server.address() as AddressInfo).port, agent: false });
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

test('a reader that disconnects at any moment is not reported as tampering, and closes the connection to S3', async () => {
  const { ciphertext, seal } = await encrypt();
  for (const isSlow of [true, false]) {
    const body = new PassThrough();
    body.write(ciphertext.subarray(0, 2.5 * frameLength));
    const content = await decryptDocument(keyring, place, seal, { length: seal.length, body });
    // Too slow: our next frame waits for the reader. Not slow: it waits for S3, which sends no
    // more.
    const reader = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => isSlow || done(),
    });
    const codes: unknown[] = [];
    content.on('error', ({ code }: NodeJS.ErrnoException) => codes.push(code));
    const sending = pipeline(content, reader);
    setTimeout(() => reader.destroy(), 100);
    await assert.rejects(sending, { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    if (!content.closed)
      await once(content, 'close', { signal: AbortSignal.timeout(2_000) }).catch(() => {});
    assert.ok(body.destroyed, isSlow ? 'slow' : 'waiting');
    const harmless = ['VAULT_DOCUMENT_INCOMPLETE', 'ERR_STREAM_PREMATURE_CLOSE'];
    assert.deepEqual(
      codes.filter((code) => !harmless.includes(code as string)),
      [],
      isSlow ? 'slow' : 'waiting',
    );
  }
});

test('a reader that destroys the stream closes the connection to S3', async () => {
  const { ciphertext, seal } = await encrypt();
  for (const when of ['before', 'while']) {
    const body = new PassThrough();
    body.write(ciphertext.subarray(0, 2.5 * frameLength));
    const content = await decryptDocument(keyring, place, seal, { length: seal.length, body });
    if (when === 'while') await once(content, 'readable');
    content.destroy();
    await once(body, 'close', { signal: AbortSignal.timeout(2_000) });
  }
});
