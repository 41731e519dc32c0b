import type { Pool } from 'pg';
import type { ApplicationRef } from '#contract/index.ts';
import { actingAs, sweeper } from '#vault/actor.ts';
import { addEvent, columns, getApplication, setStatus, submit } from './application-steps.ts';
import type { Application, ApplicationEvent, Applications } from './life-cycle.ts';

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
        // One that was decided is in review until its outcome is recorded, and waits for nobody.
        const waiting = `select ${columns} from applications where status = 'in-review' and not exists
            (select from application_events where application = ref and code = 'decided')
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
