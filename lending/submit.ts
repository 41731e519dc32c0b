import type { PoolClient } from 'pg';
import type { ApplicationRef } from '#contract/index.ts';
import { closeSubject } from '#vault/index.ts';
import { addEvent } from './application-steps.ts';
import { LendingError } from './errors.ts';
import { partTypes } from './parts.ts';
import { uploadTypes } from './uploads.ts';

/**
 * Turns a draft into an application, in the transaction of the caller: closes the subject, so that
 * its owner changes nothing any more, and adds the application if it is complete. An application
 * whose owner has replaced refused documents is closed again, and its workflow is to be told.
 * Idempotent.
 * @throws LendingError `APPLICATION_INCOMPLETE`, `DOCUMENTS_REFUSED`; VaultError `VAULT_NOT_FOUND`
 */
export function submit(db: PoolClient, ref: ApplicationRef): Promise<void> {
  return closeSubject(db, ref, async () => {
    // Statements of their own after the closing, which has waited for removals: they see what these
    // removed.
    await refuseRefused(db, ref);
    const { rowCount: isComplete } = await db.query(
      `insert into applications (ref) select $1
       where cardinality($3::text[]) = (select count(*) from records
           where subject = $1 and type = any ($3))
         and cardinality($2::text[]) = (select count(distinct type) from documents
           where subject = $1 and type = any ($2))
       on conflict (ref) do update set workflow_started_at = null`,
      [ref, uploadTypes, partTypes],
    );
    if (!isComplete) throw new LendingError('APPLICATION_INCOMPLETE');
    await addEvent(db, ref, (await wereRefused(db, ref)) ? 'documents-replaced' : 'submitted');
  });
}

async function refuseRefused(db: PoolClient, ref: ApplicationRef): Promise<void> {
  const refused = await db.query(
    `select from documents where subject = $1 and verdict = 'infected'`,
    [ref],
  );
  if (refused.rowCount) throw new LendingError('DOCUMENTS_REFUSED');
}

async function wereRefused(db: PoolClient, ref: ApplicationRef): Promise<boolean> {
  const asked = await db.query(
    `select from application_events where application = $1 and code = 'documents-refused'`,
    [ref],
  );
  return asked.rowCount === 1;
}
