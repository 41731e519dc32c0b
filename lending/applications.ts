import type { Pool } from 'pg';
import type { ApplicationRef } from '#contract/index.ts';
import { actingAs } from '#vault/index.ts';
import { sweeper } from './actors.ts';
import {
  acceptDecision,
  acceptedDecision,
  addEvent,
  approve,
  getApplication,
  requestDocuments,
  selectApplications,
  setStatus,
  settle,
} from './application-steps.ts';
import { throwConflict } from './errors.ts';
import type { Application, ApplicationEvent, Applications } from './life-cycle.ts';
import { submit } from './submit.ts';

/** The longest list: a page shows no more, and no caller can make it cost more. */
const maxListed = 200;

/**
 * The life cycle of applications, in Postgres. What an actor may see, row-level security decides.
 */
export function createApplications({ pool }: { pool: Pool }): Applications {
  return {
    get: (actor, ref) => actingAs(pool, actor, (db) => getApplication(db, ref)),

    listOwn: (actor) =>
      actingAs(pool, actor, async (db) => {
        const mine = `${selectApplications} where owner = $1
          order by opened_at desc limit ${maxListed}`;
        return (await db.query<Application>(mine, [actor.id])).rows;
      }),

    reviewQueue: (actor) =>
      actingAs(pool, actor, async (db) => {
        // A decided application stays in review until its outcome is recorded, but waits for no
        // reviewer.
        const waiting = `${selectApplications} where status = 'in-review' and decision is null
          order by submitted_at limit ${maxListed}`;
        return (await db.query<Application>(waiting)).rows;
      }),

    underWay: (actor) =>
      actingAs(pool, actor, async (db) => {
        const open = `select ref from applications where status in ('submitted', 'in-review')
          order by submitted_at`;
        return (await db.query<{ ref: ApplicationRef }>(open)).rows.map(({ ref }) => ref);
      }),

    submit: (actor, ref) => actingAs(pool, actor, (db) => submit(db, ref)),

    markStarted: (ref) =>
      actingAs(pool, sweeper, async (db) => {
        await db.query(
          `update applications set workflow_started_at = now()
           where ref = $1 and workflow_started_at is null`,
          [ref],
        );
      }),

    unstarted: (olderThanSeconds) =>
      actingAs(pool, sweeper, async (db) => {
        const { rows } = await db.query<{ ref: ApplicationRef }>(
          `select ref from applications
           where status = 'submitted' and workflow_started_at is null
             and submitted_at <= now() - $1 * interval '1 second'
           order by submitted_at`,
          [olderThanSeconds],
        );
        return rows.map(({ ref }) => ref);
      }),

    requestDocuments: (actor, ref) =>
      actingAs(pool, actor, (db) => requestDocuments(db, ref)).catch(throwConflict),

    markWithdrawn: (actor, ref) =>
      actingAs(pool, actor, async (db) => {
        await db.query(`update applications set withdrawn_at = now() where ref = $1`, [ref]);
      }),

    approve: (actor, ref, idempotencyKey) =>
      actingAs(pool, actor, (db) => approve(db, { ref, reviewer: actor.id, idempotencyKey })).catch(
        throwConflict,
      ),

    approvers: (actor, ref) =>
      actingAs(pool, actor, async (db) => {
        const given = `select reviewer from approvals where application = $1`;
        return (await db.query<{ reviewer: string }>(given, [ref])).rows.map((row) => row.reviewer);
      }),

    acceptDecision: (actor, ref, decision) =>
      actingAs(pool, actor, (db) => acceptDecision(db, ref, decision)),

    acceptedDecision: (actor, ref) => actingAs(pool, actor, (db) => acceptedDecision(db, ref)),

    settle: (actor, ref, settlement) =>
      actingAs(pool, actor, (db) => settle(db, ref, settlement)).catch(throwConflict),

    awaitsReminder: (actor, ref) =>
      actingAs(pool, actor, async (db) => {
        const waiting = `select from applications
          where ref = $1 and status = 'in-review' and decision is null and reminded_at is null`;
        return (await db.query(waiting, [ref])).rowCount === 1;
      }),

    markReminded: (actor, ref) =>
      actingAs(pool, actor, async (db) => {
        await db.query(`update applications set reminded_at = now() where ref = $1`, [ref]);
      }),

    setStatus: (actor, ref, status) =>
      actingAs(pool, actor, (db) => setStatus(db, ref, status)).catch(throwConflict),

    addEvent: (actor, ref, code) =>
      actingAs(pool, actor, (db) => addEvent(db, ref, code)).catch(throwConflict),

    events: (actor, ref, afterId = 0) =>
      actingAs(pool, actor, async (db) => {
        const { rows } = await db.query<ApplicationEvent>(
          `select id, code, at from application_events
           where application = $1 and id > $2 order by id`,
          [ref, afterId],
        );
        return rows;
      }),
  };
}
