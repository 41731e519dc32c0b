/** How an application moves on, each step in the transaction of its caller. */
import type { PoolClient } from 'pg';
import type { ApplicationRef, DecisionRef, Outcome } from '#contract/index.ts';
import { awaitDocuments, VaultError } from '#vault/index.ts';
import type { IdempotencyKey } from '#vault/index.ts';
import { LendingError } from './errors.ts';
import type {
  Application,
  ApplicationStatus,
  EventCode,
  LaterStatus,
  Settlement,
} from './life-cycle.ts';

type End = Outcome | 'failed';

/** Selects Applications. A subject without a row in `applications` is a draft. */
export const selectApplications = `select ref, owner, case when awaits_documents then 'needs-documents'
    else coalesce(status, 'draft') end as status, outcome, opened_at as "createdAt",
  submitted_at as "submittedAt", withdrawn_at as "withdrawnAt",
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
    `update applications set status = $2, outcome = nullif($2::text, 'in-review')
     where ref = $1 and status = any ($3) and coalesce(outcome, $2::text) = $2`,
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

interface Approval {
  ref: ApplicationRef;
  reviewer: string;
  idempotencyKey: IdempotencyKey;
}

/** @throws LendingError `APPROVED_BEFORE` */
export async function approve(
  db: PoolClient,
  { ref, reviewer, idempotencyKey }: Approval,
): Promise<void> {
  const found = async () => {
    const given = `select idempotency_key as key from approvals
      where application = $1 and reviewer = $2`;
    return (await db.query<{ key: string }>(given, [ref, reviewer])).rows[0]?.key;
  };
  // First, since row-level security lets nobody approve what has ended, a retry included.
  if (!(await found())) {
    await db.query(
      `insert into approvals (application, reviewer, idempotency_key) values ($1, $2, $3)
       on conflict do nothing`,
      [ref, reviewer, idempotencyKey],
    );
  }
  if ((await found()) !== idempotencyKey) throw new LendingError('APPROVED_BEFORE');
}

/** @throws LendingError `APPLICATION_CONFLICT`; VaultError `VAULT_NOT_FOUND` */
export async function acceptDecision(
  db: PoolClient,
  ref: ApplicationRef,
  decision: DecisionRef,
): Promise<DecisionRef> {
  await db.query(`update applications set decision = $2 where ref = $1 and status = 'in-review'`, [
    ref,
    decision,
  ]);
  const accepted = await acceptedDecision(db, ref);
  if (!accepted) throw new LendingError('APPLICATION_CONFLICT');
  return accepted;
}

/** @throws VaultError `VAULT_NOT_FOUND` */
export async function acceptedDecision(
  db: PoolClient,
  ref: ApplicationRef,
): Promise<DecisionRef | undefined> {
  const { rows } = await db.query<{ decision: DecisionRef | null }>(
    `select decision from applications where ref = $1`,
    [ref],
  );
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  return rows[0].decision ?? undefined;
}

/** @throws VaultError `VAULT_NOT_FOUND` */
export async function requestDocuments(db: PoolClient, ref: ApplicationRef): Promise<void> {
  await addEvent(db, ref, 'documents-refused');
  await awaitDocuments(db, ref, true);
}

/** @throws VaultError `VAULT_NOT_FOUND` */
export async function settle(
  db: PoolClient,
  ref: ApplicationRef,
  { outcome, restsOn }: Settlement,
): Promise<End> {
  // Of an application that has ended, row-level security hides the row from this update.
  await db.query(`update applications set outcome = $2, rests_on = $3 where ref = $1`, [
    ref,
    outcome,
    restsOn,
  ]);
  const { rows } = await db.query<{ outcome: End | null }>(
    `select outcome from applications where ref = $1`,
    [ref],
  );
  if (!rows[0]?.outcome) throw new VaultError('VAULT_NOT_FOUND');
  await awaitDocuments(db, ref, false);
  return rows[0].outcome;
}
