import { addAbortSignal } from 'node:stream';
import type { KeyringNode } from '#infra/kms/encryption-sdk.ts';
import { begin, discard, newAttempt, publish } from './attempts.ts';
import type { Attempt } from './attempts.ts';
import { audit } from './audit.ts';
import { withDataKey } from './data-keys.ts';
import { describe, placeOfDocument, sealMetadata, selectDocuments } from './document-rows.ts';
import { encryptDocument } from './encrypt-document.ts';
import type { Sealed } from './envelope.ts';
import { VaultError } from './errors.ts';
import { writeObject } from './objects.ts';
import type { Scope } from './scope.ts';
import type { AnySession, NewDocument, StoredDocument } from './session.ts';
import type { StoredTypes } from './stored-types.ts';

type AnyDocument = NewDocument<StoredTypes, string>;

/**
 * Incoming documents: noted, encrypted and stored as they arrive, published once they are complete.
 */
export function createUploads(scope: Scope): Pick<AnySession, 'putDocument'> {
  return {
    async putDocument(document) {
      const { content, signal } = document;
      // It may fail at any time, even before it is read: without a listener that would end the
      // process.
      content.on('error', () => {});
      if (signal) addAbortSignal(signal, content);
      try {
        return (await findStored(scope, document)) ?? (await upload(scope, document));
      } finally {
        content.destroy();
      }
    },
  };
}

async function upload(scope: Scope, document: AnyDocument): Promise<StoredDocument> {
  const attempt = newAttempt(scope.types, document);
  const key = await scope.transact((db) => begin(db, attempt));
  try {
    const stored = await withDataKey(scope.keys, scope.tenant, key, async (keyring) => {
      const { bytes, metadata } = await store(scope, keyring, attempt, document);
      const isPublished = await scope.transact((db) => publish(db, attempt, metadata));
      return isPublished ? { ref: attempt.ref, bytes } : undefined;
    });
    if (stored) return stored;
  } catch (error) {
    await discard(scope, attempt);
    throw error;
  }
  // Another attempt with the same key was published first: its document is the one that counts.
  await discard(scope, attempt);
  return (await findStored(scope, document)) ?? throwNotFound();
}

async function store(
  scope: Scope,
  keyring: KeyringNode,
  attempt: Attempt,
  { fileName, mediaType, content, maxBytes }: AnyDocument,
): Promise<{ bytes: number; metadata: Sealed }> {
  const place = placeOfDocument(scope.tenant, attempt, 'document');
  const { bytes, seal } = await encryptDocument(
    keyring,
    place,
    { content, maxBytes },
    (ciphertext) => writeObject(scope, attempt.objectKey, ciphertext),
  );
  const metadata = await sealMetadata(keyring, placeOfDocument(scope.tenant, attempt, 'metadata'), {
    fileName,
    mediaType,
    bytes,
    objectLength: seal.length,
    objectSha256: seal.sha256.toString('hex'),
  });
  return { bytes, metadata };
}

/** What an earlier call with the same idempotency key stored. */
async function findStored(
  scope: Scope,
  { subject, type, idempotencyKey }: AnyDocument,
): Promise<StoredDocument | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const condition = 'documents.subject = $1 and type = $2 and documents.idempotency_key = $3';
  const row = await scope.transact(async (db) => {
    const [found] = await selectDocuments(db, condition, [subject, type, idempotencyKey]);
    if (found) await audit(db, 'document.read', found);
    return found;
  });
  if (!row) return undefined;
  return withDataKey(scope.keys, scope.tenant, row, async (keyring) => {
    const { description } = await describe(keyring, scope.tenant, row);
    return { ref: description.ref, bytes: description.bytes };
  });
}

function throwNotFound(): never {
  throw new VaultError('VAULT_NOT_FOUND');
}
