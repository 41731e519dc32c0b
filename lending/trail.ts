/**
 * The audit trail as people read it. Which entries an actor sees, and that a story was read, is the
 * database's to say (migrations/0002_rights.sql).
 */
import type { Pool } from 'pg';
import type { ApplicationRef } from '#contract/index.ts';
import { actingAs } from '#vault/index.ts';
import type { Actor } from '#vault/index.ts';

/** References and codes only. `seq` orders entries, and is a number as text. */
export type TrailEntry = {
  seq: string;
  at: Date;
  login: string;
  actor: string;
  role: string;
  action: string;
  ref: string;
  subject: string;
  part: string | null;
  purpose: string | null;
  outcome: 'granted' | 'denied';
};

/** What an auditor looks for; what is not given fits every entry. */
export interface TrailSearch {
  actor?: string | undefined;
  subject?: string | undefined;
  action?: string | undefined;
  from?: Date | undefined;
  /** Exclusive. */
  until?: Date | undefined;
  /** Only entries that are older than this one's `seq`. */
  before?: string | undefined;
}

/** Every action that an entry may name (vault/migrations/0002_audit.sql). */
export const trailActions = [
  'subject.open',
  'subject.close',
  'subject.await',
  'subject.remove',
  'record.write',
  'record.read',
  'document.write',
  'document.inspect',
  'document.remove',
  'document.read',
  'documents.list',
  'trail.read',
] as const;

const columns = `seq::text, at, login, actor, role, action, ref, subject, part, purpose, outcome`;

/**
 * The entries about a customer's own application, or for auditors about any, from the first on. None:
 * there is no such application for this actor.
 */
export function trailOf(
  pool: Pool,
  actor: Actor,
  application: ApplicationRef,
): Promise<TrailEntry[]> {
  return actingAs(pool, actor, async (db) => {
    const text = `select ${columns} from trail_of($1)`;
    return (await db.query<TrailEntry>(text, [application])).rows;
  });
}

/** The first entry that breaks one of an application's chains, computed again, or null. */
export async function trailBreak(pool: Pool, application: ApplicationRef): Promise<string | null> {
  const text = `select audit_first_break($1)::text as at`;
  const { rows } = await pool.query<{ at: string | null }>(text, [application]);
  return rows[0]?.at ?? null;
}

/** For auditors: the newest 50 entries that fit. Other actors find none. */
export function searchTrail(pool: Pool, actor: Actor, search: TrailSearch): Promise<TrailEntry[]> {
  const { subject, action, from, until, before } = search;
  return actingAs(pool, actor, async (db) => {
    const { rows } = await db.query<TrailEntry>(
      `select ${columns} from trail_search($1, $2, $3, $4, $5, $6)`,
      [search.actor, subject, action, from, until, before],
    );
    return rows;
  });
}
