import type { PoolClient } from 'pg';
import type { ApplicationRef } from '#contract/index.ts';
import { closeSubject } from '#vault/index.ts';
import { addEvent } from './application-steps.ts';
import { LendingError } from './errors.ts';
import { uploadTypes } from './uploads.ts';

/**
 * Turns a draft into an application, in the transaction of the caller: closes the subject, so that
 * its owner changes nothing any more, and adds the application if it is complete. Idempotent.
 * @throws LendingError `APPLICATION_INCOMPLETE`; VaultError `VAULT_NOT_FOUND`
 */
export function submit(db: PoolClient, ref: ApplicationRef): Promise<void> {
  return closeSubject(db, ref, async () => {
    // A statement of its own after the closing, which has waited for removals: it sees what they
    // removed.
    const { rowCount: isComplete } = await db.query(
      `insert into applications (ref) select $1
       where exists (select from records where subject = $1 and type = 'application-details')
         and cardinality($2::text[]) = (select count(distinct type) from documents
           where subject = $1 and type = any ($2))`,
      [ref, uploadTypes],
    );
    if (!isComplete) throw new LendingError('APPLICATION_INCOMPLETE');
    await addEvent(db, ref, 'submitted');
  });
}
