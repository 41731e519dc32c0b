import type { Pool, PoolClient, QueryConfig } from 'pg';

/**
 * Runs `work` in one transaction: commits if it returns, rolls back if it throws.
 * `opening` runs first, in the same round trip as `begin`.
 * @throws DatabaseError, or what `work` throws
 */
export async function transaction<T>(
  pool: Pool,
  opening: QueryConfig,
  work: (db: PoolClient) => Promise<T>,
): Promise<T> {
  const db = await pool.connect();
  let broken = false;
  try {
    await Promise.all([db.query('begin'), db.query(opening)]);
    const result = await work(db);
    await db.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot roll back is in an unknown state: the pool must not reuse it.
    await db.query('rollback').catch(() => (broken = true));
    throw error;
  } finally {
    db.release(broken);
  }
}
