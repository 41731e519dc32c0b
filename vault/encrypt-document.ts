import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encryptStream, frameLength } from '#infra/kms/encryption-sdk.ts';
import type { KeyringNode } from '#infra/kms/encryption-sdk.ts';
import type { Place, Seal } from './envelope.ts';
import { VaultError } from './errors.ts';

/**
 * Encrypts `content` on its way to `write`, which takes the ciphertext as a stream and fails as
 * that stream does. Returns the length of the plaintext and the seal of the ciphertext.
 * @throws VaultError `VAULT_DOCUMENT_TOO_LARGE`, `VAULT_DOCUMENT_INCOMPLETE`, or what `write`
 *   throws
 */
export async function encryptDocument(
  keyring: KeyringNode,
  place: Place,
  { content, maxBytes }: { content: Readable; maxBytes: number },
  write: (ciphertext: Readable) => Promise<void>,
): Promise<{ bytes: number; seal: Seal }> {
  const arrived = { bytes: 0 };
  const meter = createMeter();
  const plaintext = inFrames(limited(content, maxBytes, arrived));
  const flowing = pipeline(plaintext, encryptStream(keyring, place), meter.stream);
  // `write` cleans up and then fails with whatever went wrong in the flow: its error is the one to
  // report.
  const written = write(meter.stream);
  await Promise.all([written, flowing.catch(() => written)]);
  return { bytes: arrived.bytes, seal: meter.seal() };
}

/** Passes `content` on, up to a limit. If it fails in any way, the document did not arrive. */
async function* limited(
  content: Readable,
  maxBytes: number,
  arrived: { bytes: number },
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of content as AsyncIterable<Buffer | string>) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      arrived.bytes += bytes.length;
      if (arrived.bytes > maxBytes) throw new VaultError('VAULT_DOCUMENT_TOO_LARGE');
      yield bytes;
    }
  } catch (error) {
    throw error instanceof VaultError ? error : new VaultError('VAULT_DOCUMENT_INCOMPLETE');
  }
}

/**
 * Joins pieces to about a frame each: the network delivers some 1,400 bytes at a time, and every
 * piece has its price on the way through encryption, hash and upload.
 */
async function* inFrames(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length < frameLength) continue;
    yield Buffer.concat(waiting, length);
    waiting = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(waiting, length);
}

function createMeter(): { stream: Transform; seal: () => Seal } {
  const hash = createHash('sha256');
  let length = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      length += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, seal: () => ({ length, sha256: hash.digest() }) };
}
