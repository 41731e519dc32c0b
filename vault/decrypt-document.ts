import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { boundTo, decryptStream } from '#infra/kms/encryption-sdk.ts';
import type { KeyringNode } from '#infra/kms/encryption-sdk.ts';
import { compareSeals, toPlacementError } from './envelope.ts';
import type { Place, Seal } from './envelope.ts';
import { VaultError } from './errors.ts';

/**
 * Decrypts an object. No byte is emitted before its place and length are verified, and the last
 * frame not before the whole is: a reader who knows the length can never take a bad document for a
 * complete one.
 * @throws VaultError `VAULT_OBJECT_MISPLACED`, `VAULT_TRUNCATED`, `VAULT_TRAILING_DATA`,
 *   `VAULT_ALTERED`, `VAULT_STORAGE_UNAVAILABLE`: before the stream begins where that can be known,
 *   else from the stream; and `VAULT_DOCUMENT_INCOMPLETE` from a stream whose reader went away,
 *   which is not tampering
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
    return streamOf(startingWith(first, plaintext), () => {
      gone.abort();
      object.body.destroy();
    });
  } catch (error) {
    object.body.destroy();
    const isMisplaced = error instanceof VaultError && error.code === 'VAULT_OBJECT_MISPLACED';
    throw isMisplaced ? error : (wrongLength ?? error);
  }
}

/**
 * Decrypted frames, one behind: the last follows once the whole ciphertext agrees with its seal.
 */
async function* framesOf(
  keyring: KeyringNode,
  place: Place,
  seal: Seal,
  body: Readable,
  gone: AbortSignal,
): AsyncGenerator<Buffer> {
  const frames = decryptStream(
    boundTo(keyring, place, {
      otherContext: (found) => toPlacementError(found, place, 'VAULT_OBJECT_MISPLACED'),
      // The key has opened the metadata already, so the object is what was changed.
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
    // `fault` names the reason below.
  }
  const failed = await fault;
  // A flow that is torn down fails in ways of its own, none of which says anything about the
  // document.
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
 * A stream of `chunks` that calls `onDestroy` at once when it is destroyed. `Readable.from` would
 * wait for the generator instead, which may be waiting for S3, or would not tell a generator that
 * never began.
 */
function streamOf(chunks: AsyncGenerator<Buffer>, onDestroy: () => void): Readable {
  const stream = new Readable({
    read: () =>
      void chunks.next().then(
        ({ done, value }) => stream.push(done ? null : value),
        (error: Error) => stream.destroy(error),
      ),
    destroy(error, done) {
      onDestroy();
      done(error);
    },
  });
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
