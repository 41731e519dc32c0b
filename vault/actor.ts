import type { Pool, PoolClient } from 'pg';
import { transaction } from '#infra/postgres/transaction.ts';

/** For whom the vault is asked. `id` is a user's UUID, or the name of a process. */
export interface Actor {
  id: string;
  role: 'customer' | 'reviewer' | 'worker' | 'sweeper';
}

/** The portal itself, when it starts what was committed and clears what was left behind. */
export const sweeper: Actor = { id: 'sweeper', role: 'sweeper' };

/** The worker, when it clears what it left behind itself. */
export const worker: Actor = { id: 'worker', role: 'worker' };

/**
 * Runs `work` in a transaction that acts for `actor`: row-level security (migrations/0003_roles.sql) decides by
 * these two settings what its queries see, so a query that forgets to ask whose row it is still finds nothing.
 */
export function actingAs<T>(
  pool: Pool,
  actor: Actor,
  work: (db: PoolClient) => Promise<T>,
): Promise<T> {
  const settings = `select set_config('harbor.actor', $1, true), set_config('harbor.role', $2, true)`;
  return transaction(pool, { text: settings, values: [actor.id, actor.role] }, work);
}
