import type { Pool, PoolClient } from 'pg';
import type { Reference } from '#contract/index.ts';
import { actingAs } from './actor.ts';
import type { Actor } from './actor.ts';
import { VaultError } from './errors.ts';
import type { Bucket } from './objects.ts';
import type { Transact } from './scope.ts';
import { removeNoted } from './unpublished.ts';

export interface SweeperOptions extends Bucket {
  pool: Pool;
  /** For whom it acts: the product's SQL policies let this actor sweep. */
  actor: Actor;
  /** Where in the bucket this process may remove objects. */
  prefix: `${string}/`;
}

export interface Sweeper {
  /**
   * Removes subjects that were opened and never closed, with their data keys: unreadable at once.
   * Returns how many.
   */
  removeAbandonedSubjects(olderThanHours: number): Promise<number>;

  /**
   * Removes a subject that its owner gives up while it is open, as `removeAbandonedSubjects` does.
   * False if there is none: it was closed meanwhile, is gone, or is another owner's.
   */
  removeOpenSubject(subject: Reference, owner: string): Promise<boolean>;

  /**
   * Removes objects that are no longer wanted, and uploads that began so long ago that their
   * process must have died. Returns how many; what S3 does not remove now is retried on the next
   * run.
   */
  removeUnpublishedObjects(uploadsOlderThanHours: number): Promise<number>;
}

/**
 * Clears what crashes and abandoned subjects leave behind. Each process sweeps the prefix that it
 * may write to, and only that. Run it periodically; concurrent runs are harmless.
 */
export function createSweeper(options: SweeperOptions): Sweeper {
  const { pool, actor, prefix } = options;
  const transact: Transact = (work) => actingAs(pool, actor, work);
  return {
    removeAbandonedSubjects: (olderThanHours) =>
      transact((db) =>
        removeOpen(
          db,
          `opened_at < now() - $1 * interval '1 hour' order by opened_at limit 1000
           for update skip locked`,
          [olderThanHours],
        ),
      ),
    // Waits for a document that is being published, or for the closing of the subject.
    removeOpenSubject: (subject, owner) =>
      transact(
        async (db) =>
          (await removeOpen(db, 'ref = $1 and owner = $2 for update', [subject, owner])) === 1,
      ),
    async removeUnpublishedObjects(uploadsOlderThanHours) {
      const unwanted = await transact((db) => claimUnwanted(db, prefix, uploadsOlderThanHours));
      let removed = 0;
      for (const objectKey of unwanted) {
        if (await removeNoted(transact, options, objectKey).then(() => true, isUnavailable))
          removed += 1;
      }
      return removed;
    },
  };
}

/** @param which a condition, and how to lock: a subject that is being closed keeps its objects */
async function removeOpen(
  db: PoolClient,
  which: string,
  values: (string | number)[],
): Promise<number> {
  const { rows } = await db.query<{ ref: string }>(
    `select ref from subjects where closed_at is null and ${which}`,
    values,
  );
  const abandoned = rows.map(({ ref }) => ref);
  if (abandoned.length === 0) return 0;
  await db.query(
    `insert into unpublished_objects (object_key, subject, purpose)
     select object_key, subject, 'removal' from documents where subject = any ($1)
     on conflict (object_key) do update set purpose = 'removal'`,
    [abandoned],
  );
  await db.query(`delete from subjects where ref = any ($1)`, [abandoned]);
  return abandoned.length;
}

async function claimUnwanted(
  db: PoolClient,
  prefix: string,
  uploadsOlderThanHours: number,
): Promise<string[]> {
  // Claimed in the journal first: an upload that turns out to be alive is then not published.
  await db.query(
    `update unpublished_objects set purpose = 'removal'
     where purpose = 'upload' and starts_with(object_key, $1)
       and since < now() - $2 * interval '1 hour'`,
    [prefix, uploadsOlderThanHours],
  );
  // A note can be wrong, or made by an attacker: what a document refers to stays.
  const { rows } = await db.query<{ object_key: string }>(
    `select object_key from unpublished_objects
     where purpose = 'removal' and starts_with(object_key, $1)
       and not exists (select from documents where documents.object_key = unpublished_objects.object_key)
     order by since limit 1000`,
    [prefix],
  );
  return rows.map((row) => row.object_key);
}

function isUnavailable(error: unknown): false {
  if (error instanceof VaultError && error.code === 'VAULT_STORAGE_UNAVAILABLE') return false;
  throw error;
}
