/**
 * The journal of objects that no document points to (the table `unpublished_objects`). S3 takes no
 * part in Postgres transactions; the journal makes up for that. An object is noted before it is
 * written, and until it is gone.
 */
import type { PoolClient } from 'pg';
import { removeObject } from './objects.ts';
import type { Bucket } from './objects.ts';
import type { Transact } from './scope.ts';

export async function noteUpload(
  db: PoolClient,
  subject: string,
  objectKey: string,
): Promise<void> {
  await db.query(
    `insert into unpublished_objects (object_key, subject, purpose) values ($1, $2, 'upload')`,
    [objectKey, subject],
  );
}

/**
 * Takes an upload out of the journal: a document points to it now. False if the sweeper was faster.
 */
export async function takeUpload(db: PoolClient, objectKey: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from unpublished_objects where object_key = $1 and purpose = 'upload'`,
    [objectKey],
  );
  return rowCount === 1;
}

/** Notes that an object is to be removed. */
export async function noteRemoval(
  db: PoolClient,
  subject: string,
  objectKey: string,
): Promise<void> {
  await db.query(
    `insert into unpublished_objects (object_key, subject, purpose) values ($1, $2, 'removal')
     on conflict (object_key) do update set purpose = 'removal'`,
    [objectKey, subject],
  );
}

/**
 * Notes that the object of an attempt is to be removed, unless a document points to it. False if
 * one does: the answer to the commit that published it was lost, and the attempt only looks as if
 * it had failed.
 */
export async function noteFailure(
  db: PoolClient,
  subject: string,
  objectKey: string,
): Promise<boolean> {
  // Publishing deletes this row: the update waits for a commit that is still under way.
  const noted = await db.query(
    `update unpublished_objects set purpose = 'removal' where object_key = $1`,
    [objectKey],
  );
  if (noted.rowCount) return true;
  // Published, or cleared by the sweeper before the object existed. A statement of its own, because
  // only a new snapshot sees which.
  const notedAgain = await db.query(
    `insert into unpublished_objects (object_key, subject, purpose)
     select $1, $2, 'removal' where not exists (select from documents where object_key = $1)`,
    [objectKey, subject],
  );
  return notedAgain.rowCount === 1;
}

/**
 * Removes an object that is noted for removal, then the note.
 * @throws VaultError `VAULT_STORAGE_UNAVAILABLE`; the note stays
 */
export async function removeNoted(
  transact: Transact,
  bucket: Bucket,
  objectKey: string,
): Promise<void> {
  await removeObject(bucket, objectKey);
  await transact((db) =>
    db.query(`delete from unpublished_objects where object_key = $1`, [objectKey]),
  );
}
