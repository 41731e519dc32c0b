import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import { DatabaseError } from './errors.ts';

/**
 * How long the server lets a statement run, wait for a lock, and wait for us. Set in each
 * transaction and not on the connection: a pooler in transaction mode (PgBouncer) refuses settings
 * at the start of a connection, and hands each transaction another one.
 */
const limits = `select set_config('statement_timeout', '15s', true),
  set_config('lock_timeout', '5s', true),
  set_config('idle_in_transaction_session_timeout', '30s', true)`;

/** A transaction that lost to a concurrent one is run again; three of them rarely lose in a row. */
const maxAttempts = 3;

/**
 * Runs `work` in one transaction: commits if it returns, rolls back if it throws.
 * `opening` runs first, in the same round trip as `begin`.
 * @param work may run again after a deadlock, so it does nothing but query `db`
 * @throws DatabaseError, or what `work` throws
 */
export async function transaction<T>(
  pool: Pool,
  opening: QueryConfig,
  work: (db: PoolClient) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(pool, opening, work);
    } catch (error) {
      const isLost = error instanceof DatabaseError && error.lostToAnother;
      if (!isLost || attempt === maxAttempts) throw error;
      await delay(Math.random() * 50 * attempt);
    }
  }
}

async function runOnce<T>(
  pool: Pool,
  opening: QueryConfig,
  work: (db: PoolClient) => Promise<T>,
): Promise<T> {
  const db = await pool.connect();
  let broken = false;
  try {
    await Promise.all([db.query('begin'), db.query(limits), db.query(opening)]);
    const result = await work(db);
    await db.query('commit');
    return result;
  } catch (error) {
    broken = error instanceof DatabaseError && error.breaksConnection;
    // A connection that cannot roll back is in an unknown state: the pool must not reuse it.
    if (!broken) await db.query('rollback').catch(() => (broken = true));
    throw error;
  } finally {
    db.release(broken);
  }
}
