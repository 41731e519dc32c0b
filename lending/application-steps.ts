/** How an application moves on, each step in the transaction of its caller. */
import type { PoolClient } from 'pg';
import type { ApplicationRef } from '#contract/index.ts';
import { VaultError } from '#vault/index.ts';
import { LendingError } from './errors.ts';
import type { Application, ApplicationStatus, EventCode, LaterStatus } from './life-cycle.ts';

/** Selects Applications. A subject without a row in `applications` is a draft. */
export const selectApplications = `select ref, owner, coalesce(status, 'draft') as status,
  opened_at as "createdAt", submitted_at as "submittedAt",
  coalesce(status = 'submitted' and workflow_started_at is null, false) as "waitingToStart"
  from subjects left join applications using (ref)`;

/** @throws VaultError `VAULT_NOT_FOUND`, also for what the actor may not see */
export async function getApplication(db: PoolClient, ref: ApplicationRef): Promise<Application> {
  const { rows } = await db.query<Application>(`${selectApplications} where ref = $1`, [ref]);
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  return rows[0];
}

/** @throws LendingError `APPLICATION_CONFLICT`; VaultError `VAULT_NOT_FOUND` */
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
  const { status: current } = await getApplication(db, ref);
  if (current !== status) throw new LendingError('APPLICATION_CONFLICT');
}

/** @throws VaultError `VAULT_NOT_FOUND` */
export async function addEvent(
  db: PoolClient,
  ref: ApplicationRef,
  code: EventCode,
): Promise<void> {
  const { rowCount: isNew } = await db.query(
    `insert into application_events (application, code)
     select ref, $2 from applications where ref = $1 on conflict do nothing`,
    [ref, code],
  );
  if (!isNew) await getApplication(db, ref);
}
