import type { S3Client } from '@aws-sdk/client-s3';
import type { Pool, PoolClient } from 'pg';
import { actingAs, sweeper } from './actor.ts';
import { auditAll } from './audit.ts';
import { VaultError } from './errors.ts';
import { removeNoted } from './unpublished.ts';
import type { Transact } from './unpublished.ts';

export interface Sweeper {
  /** Removes drafts that nobody submitted, with their data keys: unreadable at once. Gives how many. */
  removeStaleDrafts(olderThanHours: number): Promise<number>;

  /**
   * Removes objects that are no longer wanted, and uploads that began so long ago that their process must have
   * died. Gives how many; what S3 does not remove now is tried again the next time.
   */
  removeUnpublishedObjects(uploadsOlderThanHours: number): Promise<number>;
}

/** Clears what crashes and changed minds leave behind. Run it from time to time; twice at once does no harm. */
export function createSweeper(dependencies: { pool: Pool; s3: S3Client; bucket: string }): Sweeper {
  const transact: Transact = (work) => actingAs(dependencies.pool, sweeper, work);
  return {
    removeStaleDrafts: (olderThanHours) => transact((db) => removeStaleDrafts(db, olderThanHours)),

    async removeUnpublishedObjects(uploadsOlderThanHours) {
      const unwanted = await transact((db) => claimUnwanted(db, uploadsOlderThanHours));
      let removed = 0;
      for (const objectKey of unwanted) {
        if (await removeNoted(transact, dependencies, objectKey).then(() => true, isUnavailable))
          removed += 1;
      }
      return removed;
    },
  };
}

async function removeStaleDrafts(db: PoolClient, olderThanHours: number): Promise<number> {
  // Locked first, so that one which is submitted at this moment is left alone, with its objects.
  const { rows } = await db.query<{ ref: string }>(
    `select ref from applications where status = 'draft' and created_at < now() - $1 * interval '1 hour'
     order by created_at limit 1000 for update skip locked`,
    [olderThanHours],
  );
  const stale = rows.map(({ ref }) => ref);
  if (stale.length === 0) return 0;
  await db.query(
    `insert into unpublished_objects (object_key, application, purpose)
     select object_key, application, 'removal' from documents where application = any ($1)
     on conflict (object_key) do update set purpose = 'removal'`,
    [stale],
  );
  await db.query(`delete from applications where ref = any ($1)`, [stale]);
  await auditAll(db, 'application.remove', stale);
  return stale.length;
}

async function claimUnwanted(db: PoolClient, uploadsOlderThanHours: number): Promise<string[]> {
  // Claimed in the journal first: an upload that turns out to be alive is then not published.
  await db.query(
    `update unpublished_objects set purpose = 'removal'
     where purpose = 'upload' and since < now() - $1 * interval '1 hour'`,
    [uploadsOlderThanHours],
  );
  const { rows } = await db.query<{ object_key: string }>(
    `select object_key from unpublished_objects where purpose = 'removal' order by since limit 1000`,
  );
  return rows.map((row) => row.object_key);
}

function isUnavailable(error: unknown): false {
  if (error instanceof VaultError && error.code === 'VAULT_STORAGE_UNAVAILABLE') return false;
  throw error;
}
