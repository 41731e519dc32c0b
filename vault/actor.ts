import type { Pool, PoolClient } from 'pg';
import { transaction } from '#infra/postgres/transaction.ts';

/**
 * For whom the vault acts. Both words are the product's own; its SQL policies know what they mean.
 */
export interface Actor {
  /** A user's ID, or the name of a process. */
  id: string;
  role: string;
  /** For what, where the product grants what is stored by purposes (stored-types.ts). */
  purpose?: string;
}

/**
 * Runs `work` in a transaction that acts for `actor`. Row-level security decides by these
 * settings what its queries see, so a query that forgets to check the owner still finds nothing.
 */
export function actingAs<T>(
  pool: Pool,
  actor: Actor,
  work: (db: PoolClient) => Promise<T>,
): Promise<T> {
  const settings = `select set_config('vault.actor', $1, true), set_config('vault.role', $2, true),
    set_config('vault.purpose', $3, true)`;
  const values = [actor.id, actor.role, actor.purpose ?? ''];
  return transaction(pool, { text: settings, values }, work);
}
