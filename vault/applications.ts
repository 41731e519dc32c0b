import type { Pool, PoolClient } from 'pg';
import type { ApplicationRef } from '#workflows/contract.ts';
import { actingAs, sweeper } from './actor.ts';
import { audit } from './audit.ts';
import { VaultError } from './errors.ts';
import type {
  Application,
  ApplicationEvent,
  Applications,
  ApplicationStatus,
  LaterStatus,
} from './life-cycle.ts';

const columns = `ref, owner, status, created_at as "createdAt", submitted_at as "submittedAt",
  status = 'submitted' and workflow_started_at is null as "waitingToStart"`;

/** The most that a list holds: a page shows no more, and nobody can make it cost more. */
const listLimit = 200;

/** The life cycle of applications, in Postgres. What an actor may see, row-level security decides. */
export function createApplications({ pool }: { pool: Pool }): Applications {
  return {
    get: (actor, ref) => actingAs(pool, actor, (db) => getApplication(db, ref)),

    listOwn: (actor) =>
      actingAs(pool, actor, async (db) => {
        const mine = `select ${columns} from applications where owner = $1
          order by created_at desc limit ${listLimit}`;
        return (await db.query<Application>(mine, [actor.id])).rows;
      }),

    reviewQueue: (actor) =>
      actingAs(pool, actor, async (db) => {
        const waiting = `select ${columns} from applications where status = 'in-review'
          order by submitted_at limit ${listLimit}`;
        return (await db.query<Application>(waiting)).rows;
      }),

    underWay: (actor) =>
      actingAs(pool, actor, async (db) => {
        const open = `select ref from applications where status in ('submitted', 'in-review') order by submitted_at`;
        return (await db.query<{ ref: ApplicationRef }>(open)).rows.map(({ ref }) => ref);
      }),

    submit: (actor, ref) => actingAs(pool, actor, (db) => submit(db, ref)),

    markStarted: (ref) =>
      actingAs(pool, sweeper, async (db) => {
        await db.query(
          `update applications set workflow_started_at = now() where ref = $1 and workflow_started_at is null
             and submitted_at is not null`,
          [ref],
        );
      }),

    unstarted: (olderThanSeconds) =>
      actingAs(pool, sweeper, async (db) => {
        const { rows } = await db.query<{ ref: ApplicationRef }>(
          `select ref from applications
           where status = 'submitted' and workflow_started_at is null and submitted_at is not null
             and submitted_at <= now() - $1 * interval '1 second'
           order by submitted_at`,
          [olderThanSeconds],
        );
        return rows.map(({ ref }) => ref);
      }),

    setStatus: (actor, ref, status) => actingAs(pool, actor, (db) => setStatus(db, ref, status)),

    addEvent: (actor, ref, code) => actingAs(pool, actor, (db) => addEvent(db, ref, code)),

    events: (actor, ref, afterId = 0) =>
      actingAs(pool, actor, async (db) => {
        const { rows } = await db.query<ApplicationEvent>(
          `select id, code, at from application_events where application = $1 and id > $2 order by id`,
          [ref, afterId],
        );
        return rows;
      }),
  };
}

async function getApplication(db: PoolClient, ref: ApplicationRef): Promise<Application> {
  const { rows } = await db.query<Application>(`select ${columns} from applications where ref = $1`, [ref]);
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  return rows[0];
}

/**
 * An upload that is still on its way holds nothing up: the process that received it may have died. If it does arrive,
 * it finds the application submitted and is refused, and whoever sent it is told (drafts.ts, `lockDraft`).
 */
async function submit(db: PoolClient, ref: ApplicationRef): Promise<void> {
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

async function setStatus(db: PoolClient, ref: ApplicationRef, status: LaterStatus): Promise<void> {
  const before: ApplicationStatus[] = status === 'in-review' ? ['submitted'] : ['submitted', 'in-review'];
  const { rowCount: isMoved } = await db.query(
    `update applications set status = $2 where ref = $1 and status = any ($3)`,
    [ref, status, before],
  );
  if (isMoved) return;
  if ((await getApplication(db, ref)).status !== status) throw new VaultError('VAULT_CONFLICT');
}

async function addEvent(db: PoolClient, ref: ApplicationRef, code: string): Promise<void> {
  const { rowCount: isNew } = await db.query(
    `insert into application_events (application, code)
     select ref, $2 from applications where ref = $1 on conflict do nothing`,
    [ref, code],
  );
  if (!isNew) await getApplication(db, ref);
}
