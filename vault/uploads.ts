import { randomUUID } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import type { PoolClient } from 'pg';
import type { KeyringNode } from '#infra/kms/encryption-sdk.ts';
import { audit } from './audit.ts';
import { withDataKey } from './data-keys.ts';
import type { DataKeyRow } from './data-keys.ts';
import { describe, placeOfDocument, sealMetadata, selectDocuments } from './document-rows.ts';
import type { DocumentRow } from './document-rows.ts';
import { encryptDocument } from './document-stream.ts';
import { lockDraft } from './drafts.ts';
import type { Sealed } from './envelope.ts';
import { VaultError } from './errors.ts';
import { writeObject } from './objects.ts';
import { newReference } from './references.ts';
import type { DocumentType } from './record-types.ts';
import type { DocumentRefOf, NewDocument, StoredDocument, VaultSession } from './session.ts';
import { noteRemoval, noteUpload, removeNoted, takeUpload } from './unpublished.ts';
import type { Scope } from './vault.ts';

/** One attempt to store a document. Each has an object of its own, so that two attempts cannot mix. */
interface Attempt extends Pick<DocumentRow, 'application' | 'ref' | 'type'> {
  idempotencyKey: string;
  objectKey: string;
}

/** Documents on their way in: noted, encrypted and stored as they arrive, published when they are complete. */
export function createUploads(scope: Scope): Pick<VaultSession, 'putDocument'> {
  return {
    async putDocument<Type extends DocumentType>(document: NewDocument<Type>) {
      const { content, signal } = document;
      // It may fail at any time, also while nobody reads it: without a listener that would end the process.
      content.on('error', () => {});
      if (signal) addAbortSignal(signal, content);
      try {
        const stored = (await findStored(scope, document)) ?? (await upload(scope, document));
        return stored as StoredDocument<DocumentRefOf<Type>>;
      } finally {
        content.destroy();
      }
    },
  };
}

async function upload(scope: Scope, document: NewDocument<DocumentType>): Promise<StoredDocument> {
  const attempt = newAttempt(document);
  const key = await scope.transact((db) => begin(db, scope, attempt));
  try {
    const stored = await withDataKey(scope.keys, scope.tenant, key, async (keyring) => {
      const { bytes, metadata } = await store(scope, keyring, attempt, document);
      const isPublished = await scope.transact((db) => publish(db, scope, attempt, metadata));
      return isPublished ? { ref: attempt.ref, bytes } : undefined;
    });
    if (stored) return stored;
  } catch (error) {
    await discard(scope, attempt);
    throw error;
  }
  // Another attempt with the same key was published first: its document is the one that counts.
  await discard(scope, attempt);
  return (await findStored(scope, document)) ?? notFound();
}

function newAttempt({ application, type, idempotencyKey }: NewDocument<DocumentType>): Attempt {
  const isLetter = type === 'decision-letter';
  const ref = newReference(isLetter ? 'ltr' : 'doc');
  const objectKey = `${isLetter ? 'letters' : 'uploads'}/${ref}/${randomUUID()}`;
  return { application, type, ref, idempotencyKey: idempotencyKey ?? ref, objectKey };
}

/** Notes the object before it exists, and fetches the key. */
async function begin(db: PoolClient, scope: Scope, attempt: Attempt): Promise<DataKeyRow> {
  if (scope.actor.role === 'customer') await lockDraft(db, attempt.application);
  const { rows } = await db.query<DataKeyRow>(
    `select application, wrapped, key_id from data_keys where application = $1`,
    [attempt.application],
  );
  if (!rows[0]) return notFound();
  await noteUpload(db, attempt.application, attempt.objectKey);
  return rows[0];
}

async function store(
  scope: Scope,
  keyring: KeyringNode,
  attempt: Attempt,
  { fileName, mediaType, content, maxBytes }: NewDocument<DocumentType>,
): Promise<{ bytes: number; metadata: Sealed }> {
  const place = placeOfDocument(scope.tenant, attempt, 'document');
  const { bytes, seal } = await encryptDocument(keyring, place, { content, maxBytes }, (ciphertext) =>
    writeObject(scope, attempt.objectKey, ciphertext),
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

/** From the commit of this transaction on, the document exists. False if another attempt was faster. */
async function publish(db: PoolClient, scope: Scope, attempt: Attempt, metadata: Sealed): Promise<boolean> {
  const { ref, application, type, idempotencyKey, objectKey } = attempt;
  if (scope.actor.role === 'customer') await lockDraft(db, application);
  const { rowCount: isNew } = await db.query(
    `insert into documents
       (ref, application, type, idempotency_key, object_key, metadata, metadata_length, metadata_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      ref,
      application,
      type,
      idempotencyKey,
      objectKey,
      metadata.ciphertext,
      metadata.length,
      metadata.sha256,
    ],
  );
  if (!isNew) return false;
  if (!(await takeUpload(db, objectKey))) throw new VaultError('VAULT_DOCUMENT_INCOMPLETE');
  await audit(db, 'document.write', ref);
  return true;
}

/** What an earlier call with the same idempotency key stored. */
async function findStored(
  scope: Scope,
  { application, type, idempotencyKey }: NewDocument<DocumentType>,
): Promise<StoredDocument | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const condition = 'documents.application = $1 and type = $2 and idempotency_key = $3';
  const row = await scope.transact(async (db) => {
    const [found] = await selectDocuments(db, condition, [application, type, idempotencyKey]);
    if (found) await audit(db, 'document.write', found.ref);
    return found;
  });
  if (!row) return undefined;
  return withDataKey(scope.keys, scope.tenant, row, async (keyring) => {
    const { description } = await describe(keyring, scope.tenant, row);
    return { ref: description.ref, bytes: description.bytes };
  });
}

/** Removes what will not be published. What fails here is noted, and left to the sweeper. */
async function discard(scope: Scope, { application, objectKey }: Attempt): Promise<void> {
  try {
    await scope.transact((db) => noteRemoval(db, application, objectKey));
    await removeNoted(scope.transact, scope, objectKey);
  } catch {
    // The error that led here matters more to the caller.
  }
}

function notFound(): never {
  throw new VaultError('VAULT_NOT_FOUND');
}
