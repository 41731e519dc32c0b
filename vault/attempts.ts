import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { audit } from './audit.ts';
import { selectDataKey } from './data-keys.ts';
import type { DataKeyRow } from './data-keys.ts';
import type { DocumentRow } from './document-rows.ts';
import { lockDraft } from './drafts.ts';
import type { Sealed } from './envelope.ts';
import { VaultError } from './errors.ts';
import type { DocumentType } from '#lending/record-types.ts';
import { newReference } from './references.ts';
import type { NewDocument } from './session.ts';
import { noteFailure, noteUpload, removeNoted, takeUpload } from './unpublished.ts';
import type { Scope } from './vault.ts';

/** One attempt to store a document. Each has an object of its own, so that two attempts cannot mix. */
export interface Attempt extends Pick<DocumentRow, 'application' | 'ref' | 'type'> {
  idempotencyKey: string;
  objectKey: string;
}

export function newAttempt({
  application,
  type,
  idempotencyKey,
}: NewDocument<DocumentType>): Attempt {
  const isLetter = type === 'decision-letter';
  const ref = newReference(isLetter ? 'ltr' : 'doc');
  const objectKey = `${isLetter ? 'letters' : 'uploads'}/${ref}/${randomUUID()}`;
  return { application, type, ref, idempotencyKey: idempotencyKey ?? ref, objectKey };
}

/** Notes the object before it exists, and fetches the key. */
export async function begin(db: PoolClient, scope: Scope, attempt: Attempt): Promise<DataKeyRow> {
  if (scope.actor.role === 'customer') await lockDraft(db, attempt.application);
  const { rows } = await db.query<DataKeyRow>(selectDataKey, [attempt.application]);
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  await noteUpload(db, attempt.application, attempt.objectKey);
  return rows[0];
}

/** From the commit of this transaction on, the document exists. False if another attempt was faster. */
export async function publish(
  db: PoolClient,
  scope: Scope,
  attempt: Attempt,
  metadata: Sealed,
): Promise<boolean> {
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

/** Removes what was not published. What fails here is noted, and left to the sweeper. */
export async function discard(scope: Scope, { application, objectKey }: Attempt): Promise<void> {
  try {
    const isUnwanted = await scope.transact((db) => noteFailure(db, application, objectKey));
    if (isUnwanted) await removeNoted(scope.transact, scope, objectKey);
  } catch {
    // The error that led here matters more to the caller.
  }
}
