import type { Pool, PoolClient } from 'pg';
import { actingAs, sweeper, worker } from './actor.ts';
import type { Actor } from './actor.ts';
import { auditAll } from './audit.ts';
import { VaultError } from './errors.ts';
import type { Bucket } from './objects.ts';
import { removeNoted } from './unpublished.ts';
import type { Transact } from './unpublished.ts';

interface SweeperDependencies extends Bucket {
  pool: Pool;
}

export interface Sweeper {
  /** Removes drafts that nobody submitted, with their data keys: unreadable at once. Gives how many. */
  removeStaleDrafts(olderThanHours: number): Promise<number>;

  /**
   * Removes objects that are no longer wanted, and uploads that began so long ago that their process must have
   * died. Gives how many; what S3 does not remove now is tried again the next time.
   */
  removeUnpublishedObjects(uploadsOlderThanHours: number): Promise<number>;
}

/**
 * Clears what crashes and changed minds leave behind: the portal's part. Each process sweeps where it may write in S3,
 * and only there. Run it from time to time; twice at once does no harm.
 */
export function createSweeper(dependencies: SweeperDependencies): Sweeper {
  const { pool } = dependencies;
  return {
    removeStaleDrafts: (olderThanHours) =>
      actingAs(pool, sweeper, (db) => removeStaleDrafts(db, olderThanHours)),
    removeUnpublishedObjects: removerOf(dependencies, 'uploads/', sweeper),
  };
}

/** The worker's part: letters that were not published. */
export function createLetterSweeper(
  dependencies: SweeperDependencies,
): Pick<Sweeper, 'removeUnpublishedObjects'> {
  return { removeUnpublishedObjects: removerOf(dependencies, 'letters/', worker) };
}

function removerOf(
  dependencies: SweeperDependencies,
  prefix: string,
  actor: Actor,
): Sweeper['removeUnpublishedObjects'] {
  const transact: Transact = (work) => actingAs(dependencies.pool, actor, work);
  return async (uploadsOlderThanHours) => {
    const unwanted = await transact((db) => claimUnwanted(db, prefix, uploadsOlderThanHours));
    let removed = 0;
    for (const objectKey of unwanted) {
      if (await removeNoted(transact, dependencies, objectKey).then(() => true, isUnavailable))
        removed += 1;
    }
    return removed;
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

async function claimUnwanted(
  db: PoolClient,
  prefix: string,
  uploadsOlderThanHours: number,
): Promise<string[]> {
  // Claimed in the journal first: an upload that turns out to be alive is then not published.
  await db.query(
    `update unpublished_objects set purpose = 'removal'
     where purpose = 'upload' and starts_with(object_key, $1) and since < now() - $2 * interval '1 hour'`,
    [prefix, uploadsOlderThanHours],
  );
  const { rows } = await db.query<{ object_key: string }>(
    `select object_key from unpublished_objects where purpose = 'removal' and starts_with(object_key, $1)
     order by since limit 1000`,
    [prefix],
  );
  return rows.map((row) => row.object_key);
}

function isUnavailable(error: unknown): false {
  if (error instanceof VaultError && error.code === 'VAULT_STORAGE_UNAVAILABLE') return false;
  throw error;
}
