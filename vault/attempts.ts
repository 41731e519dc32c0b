import type { PoolClient } from 'pg';
import { isReference } from '#contract/index.ts';
import { selectDataKey } from './data-keys.ts';
import type { DataKeyRow } from './data-keys.ts';
import type { DocumentRow } from './document-rows.ts';
import type { Sealed } from './envelope.ts';
import { VaultError } from './errors.ts';
import { rowKey } from './idempotency-keys.ts';
import { newObjectKey } from './object-keys.ts';
import { newReference } from './references.ts';
import type { Scope } from './scope.ts';
import type { NewDocument } from './session.ts';
import { documentTypeOf } from './stored-types.ts';
import type { StoredTypes } from './stored-types.ts';
import { lockForDocuments } from './subjects.ts';
import { noteFailure, noteUpload, removeNoted, takeUpload } from './unpublished.ts';

/**
 * One attempt to store a document. Each has an object of its own, so that two attempts cannot mix.
 */
export interface Attempt extends Pick<DocumentRow, 'subject' | 'ref' | 'type'> {
  idempotencyKey: string;
  objectKey: string;
  /** The subject's owner writes this type, and only while the subject is open. */
  needsOpen: boolean;
  maxDocuments: number | undefined;
}

export function newAttempt(
  types: StoredTypes,
  { subject, type, idempotencyKey, maxDocuments }: NewDocument<StoredTypes, string>,
): Attempt {
  const { kind, prefix, writtenBy } = documentTypeOf(types, type);
  const ref = newReference(kind);
  return {
    subject,
    type,
    ref,
    idempotencyKey: rowKey(type, idempotencyKey ?? ref),
    objectKey: newObjectKey(prefix, ref),
    needsOpen: writtenBy === 'owner',
    maxDocuments,
  };
}

/** Notes the object before it exists, and fetches the key. */
export async function begin(db: PoolClient, attempt: Attempt): Promise<DataKeyRow> {
  if (attempt.needsOpen) await lockForDocuments(db, attempt.subject);
  const { rows } = await db.query<DataKeyRow>(selectDataKey, [attempt.subject]);
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  await noteUpload(db, attempt.subject, attempt.objectKey);
  return rows[0];
}

/** The document exists from this transaction's commit on. False if another attempt was faster. */
export async function publish(
  db: PoolClient,
  attempt: Attempt,
  metadata: Sealed,
): Promise<boolean> {
  const { ref, subject, type, idempotencyKey, objectKey, maxDocuments } = attempt;
  if (!isReference(ref)) throw new VaultError('VAULT_REFERENCE_FORGED');
  if (attempt.needsOpen)
    await lockForDocuments(db, subject, maxDocuments === undefined ? 'share' : 'update');
  const { rowCount: isNew } = await db.query(
    `insert into documents
       (ref, subject, type, idempotency_key, object_key, metadata, metadata_length, metadata_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      ref,
      subject,
      type,
      idempotencyKey,
      objectKey,
      metadata.ciphertext,
      metadata.length,
      metadata.sha256,
    ],
  );
  if (!isNew) return false;
  if (maxDocuments !== undefined) await refuseTooMany(db, subject, maxDocuments);
  if (!(await takeUpload(db, objectKey))) throw new VaultError('VAULT_DOCUMENT_INCOMPLETE');
  return true;
}

/**
 * Counts the new one too. The caller holds the subject's lock, so two processes cannot each add the
 * last one.
 */
async function refuseTooMany(db: PoolClient, subject: string, max: number): Promise<void> {
  const { rowCount } = await db.query(`select from documents where subject = $1`, [subject]);
  if ((rowCount ?? 0) > max) throw new VaultError('VAULT_TOO_MANY_DOCUMENTS');
}

/**
 * Removes an object that was not published. If that fails, the note stays and the sweeper retries.
 */
export async function discard(scope: Scope, { subject, objectKey }: Attempt): Promise<void> {
  try {
    const isUnwanted = await scope.transact((db) => noteFailure(db, subject, objectKey));
    if (isUnwanted) await removeNoted(scope.transact, scope, objectKey);
  } catch {
    // The error that led here matters more to the caller.
  }
}
