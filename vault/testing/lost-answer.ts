/**
 * A connection that breaks at the worst moment: a document is committed, and the answer is lost.
 */
import type { Pool, PoolClient } from 'pg';
import { DatabaseError } from '#infra/postgres/errors.ts';

/** As `pool`, but the answer to the first commit after a document was inserted is lost. */
export function losingAnswer(pool: Pool): Pool {
  let isInserted = false;
  let isLost = false;
  async function query(db: PoolClient, ...args: [string, unknown[]?]): Promise<unknown> {
    const answer: unknown = await db.query(...args);
    isInserted ||= String(args[0]).startsWith('insert into documents');
    if (args[0] !== 'commit' || !isInserted || isLost) return answer;
    isLost = true;
    throw new DatabaseError('DATABASE_UNAVAILABLE');
  }
  const lossy = (db: PoolClient) =>
    instead(db, 'query', (...args: [string, unknown[]?]) => query(db, ...args));
  return instead(pool, 'connect', async () => lossy(await pool.connect()));
}

/** As `whole`, with another `name`. */
function instead<T extends object>(whole: T, name: keyof T, other: unknown): T {
  return new Proxy(whole, {
    get(target, asked) {
      if (asked === name) return other;
      const value: unknown = Reflect.get(target, asked);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
