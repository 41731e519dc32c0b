import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { boundTo, decryptStream } from '#infra/kms/encryption-sdk.ts';
import type { KeyringNode } from '#infra/kms/encryption-sdk.ts';
import { compareSeals, misplacedOrAltered } from './envelope.ts';
import type { Place, Seal } from './envelope.ts';
import { VaultError } from './errors.ts';

/**
 * Decrypts an object. Nothing is emitted before its place and its length are verified, and the last frame not
 * before all of it is: a reader who knows the length can never take a bad document for a complete one.
 * @throws VaultError `VAULT_OBJECT_MISPLACED`, `VAULT_TRUNCATED`, `VAULT_TRAILING_DATA`, `VAULT_ALTERED`,
 *   `VAULT_STORAGE_UNAVAILABLE`: before the stream begins where it can be known, else from the stream; and
 *   `VAULT_DOCUMENT_INCOMPLETE` from a stream whose reader went away, which is nobody's tampering
 */
export async function decryptDocument(
  keyring: KeyringNode,
  place: Place,
  seal: Seal,
  object: { length: number; body: Readable },
): Promise<Readable> {
  const gone = new AbortController();
  const plaintext = framesOf(keyring, place, seal, object.body, gone.signal);
  const wrongLength = compareSeals({ ...seal, length: object.length }, seal);
  try {
    // The header says where the object belongs, which names the fault better than its length does.
    const first = await plaintext.next();
    if (wrongLength) throw wrongLength;
    return endingWith(Readable.from(startingWith(first, plaintext), { objectMode: false }), () => {
      gone.abort();
      object.body.destroy();
    });
  } catch (error) {
    object.body.destroy();
    const isMisplaced = error instanceof VaultError && error.code === 'VAULT_OBJECT_MISPLACED';
    throw isMisplaced ? error : (wrongLength ?? error);
  }
}

/** Decrypted frames, one behind: the last is given when the whole ciphertext has been compared with its seal. */
async function* framesOf(
  keyring: KeyringNode,
  place: Place,
  seal: Seal,
  body: Readable,
  gone: AbortSignal,
): AsyncGenerator<Buffer> {
  const frames = decryptStream(
    boundTo(keyring, place, {
      otherContext: (found) => misplacedOrAltered(found, place, 'VAULT_OBJECT_MISPLACED'),
      // The key has opened the metadata already, so it is the object that is not what it was.
      otherKey: () => new VaultError('VAULT_ALTERED'),
    }),
  );
  const flowing = pipeline(body, (source: AsyncIterable<Buffer>) => sealed(source, seal), frames);
  const fault = flowing.then(
    () => undefined,
    (error: unknown) => (error instanceof VaultError ? error : new VaultError('VAULT_ALTERED')),
  );
  let held: Buffer | undefined;
  try {
    for await (const frame of frames as AsyncIterable<Buffer>) {
      if (held) yield held;
      held = frame;
    }
  } catch {
    // Told below, by name.
  }
  const failed = await fault;
  // The flow fails in its own ways when its end is torn off: none of them says anything about the document.
  if (gone.aborted) throw new VaultError('VAULT_DOCUMENT_INCOMPLETE');
  if (failed) throw failed;
  if (held) yield held;
}

/** Passes ciphertext on, and fails at its end unless all of it is what was stored. */
async function* sealed(source: AsyncIterable<Buffer>, stored: Seal): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      length += chunk.length;
      yield chunk;
    }
  } catch {
    throw new VaultError('VAULT_STORAGE_UNAVAILABLE');
  }
  const damage = compareSeals({ length, sha256: hash.digest() }, stored);
  if (damage) throw damage;
}

/**
 * `stream`, with something to do first when it is destroyed. Its generator would not hear of it if it has not begun, and
 * too late if it waits for S3: the stream's `close` waits for the generator.
 */
function endingWith(stream: Readable, end: () => void): Readable {
  const destroy = stream._destroy.bind(stream);
  stream._destroy = (error, done) => {
    end();
    destroy(error, done);
  };
  return stream;
}

async function* startingWith(
  first: IteratorResult<Buffer, void>,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
