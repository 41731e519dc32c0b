/** How an application moves on, each step in the transaction of its caller. */
import type { PoolClient } from 'pg';
import type { ApplicationRef } from '#contract/index.ts';
import { audit } from '#vault/audit.ts';
import { VaultError } from '#vault/errors.ts';
import type { Application, ApplicationStatus, LaterStatus } from './life-cycle.ts';

/** What is told of an application. */
export const columns = `ref, owner, status, created_at as "createdAt", submitted_at as "submittedAt",
  status = 'submitted' and workflow_started_at is null as "waitingToStart"`;

export async function getApplication(db: PoolClient, ref: ApplicationRef): Promise<Application> {
  const { rows } = await db.query<Application>(
    `select ${columns} from applications where ref = $1`,
    [ref],
  );
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  return rows[0];
}

/**
 * An upload that is still on its way holds nothing up: the process that received it may have died. If it does arrive,
 * it finds the application submitted and is refused, and whoever sent it is told (drafts.ts, `lockDraft`).
 */
export async function submit(db: PoolClient, ref: ApplicationRef): Promise<void> {
  // Before the update and not by it: a statement that waits for a removal still sees the document as it was before.
  await db.query(`select from applications where ref = $1 and status = 'draft' for update`, [ref]);
  const { rowCount: isSubmitted } = await db.query(
    `update applications set status = 'submitted', submitted_at = now()
     where ref = $1 and status = 'draft'
       and exists (select from records where application = $1 and type = 'application-details')
       and exists (select from documents where application = $1 and type = 'identity')
       and exists (select from documents where application = $1 and type = 'bank-statement')`,
    [ref],
  );
  if (isSubmitted) {
    await addEvent(db, ref, 'submitted');
    await audit(db, 'application.submit', ref);
  } else if ((await getApplication(db, ref)).status === 'draft') {
    throw new VaultError('VAULT_APPLICATION_INCOMPLETE');
  }
}

export async function setStatus(
  db: PoolClient,
  ref: ApplicationRef,
  status: LaterStatus,
): Promise<void> {
  const before: ApplicationStatus[] =
    status === 'in-review' ? ['submitted'] : ['submitted', 'in-review'];
  const { rowCount: isMoved } = await db.query(
    `update applications set status = $2 where ref = $1 and status = any ($3)`,
    [ref, status, before],
  );
  if (isMoved) return;
  if ((await getApplication(db, ref)).status !== status) throw new VaultError('VAULT_CONFLICT');
}

export async function addEvent(db: PoolClient, ref: ApplicationRef, code: string): Promise<void> {
  const { rowCount: isNew } = await db.query(
    `insert into application_events (application, code)
     select ref, $2 from applications where ref = $1 on conflict do nothing`,
    [ref, code],
  );
  if (!isNew) await getApplication(db, ref);
}
