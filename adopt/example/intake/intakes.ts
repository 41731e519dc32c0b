/** The life of an intake: submitted, started, and how urgent it is. No plaintext passes here. */
import type { Pool } from 'pg';
import type { PatientRef } from '#contract/index.ts';
import { actingAs, closeSubject } from '#vault/index.ts';
import type { Actor } from '#vault/index.ts';

export type Status = 'submitted' | 'urgent' | 'routine';

/** The processes as actors; patients act under their own IDs. The audit trail names them. */
export const worker: Actor = { id: 'worker', role: 'worker' };
export const sweeper: Actor = { id: 'sweeper', role: 'sweeper' };

export type Intakes = ReturnType<typeof createIntakes>;

export function createIntakes({ pool }: { pool: Pool }) {
  return {
    /** Commits an intake: from here on a workflow will be started for it. Idempotent. */
    submit: (actor: Actor, patient: PatientRef): Promise<void> =>
      actingAs(pool, actor, (db) =>
        closeSubject(db, patient, async () => {
          await db.query(`insert into intakes (ref) values ($1)`, [patient]);
        }),
      ),

    /** Undefined for an intake that the actor may not see, or that was not submitted. */
    status: (actor: Actor, patient: PatientRef): Promise<Status | undefined> =>
      actingAs(pool, actor, async (db) => {
        const found = await db.query<{ status: Status }>(
          `select status from intakes where ref = $1`,
          [patient],
        );
        return found.rows[0]?.status;
      }),

    /** What was committed and not started: the process may have died in between. */
    unstarted: (olderThanSeconds: number): Promise<PatientRef[]> =>
      actingAs(pool, sweeper, async (db) => {
        const { rows } = await db.query<{ ref: PatientRef }>(
          `select ref from intakes where workflow_started_at is null
             and submitted_at <= now() - $1 * interval '1 second' order by submitted_at`,
          [olderThanSeconds],
        );
        return rows.map(({ ref }) => ref);
      }),

    markStarted: (patient: PatientRef): Promise<unknown> =>
      actingAs(pool, sweeper, (db) =>
        db.query(
          `update intakes set workflow_started_at = now()
           where ref = $1 and workflow_started_at is null`,
          [patient],
        ),
      ),

    /** Records the outcome. Idempotent, and final: the first one counts. */
    conclude: (patient: PatientRef, urgency: 'urgent' | 'routine'): Promise<unknown> =>
      actingAs(pool, worker, (db) =>
        db.query(`update intakes set status = $2 where ref = $1 and status = 'submitted'`, [
          patient,
          urgency,
        ]),
      ),
  };
}
