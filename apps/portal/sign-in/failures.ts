/** Counts failed sign-ins in Postgres, so that a limit holds for all portals together. */
import { createHmac } from 'node:crypto';
import type { Store } from 'express-rate-limit';
import type { Pool } from 'pg';

interface Count {
  hits: number;
  resetsAt: Date;
}

/** @param secret hides the keys, which are addresses */
export function createFailureStore(pool: Pool, secret: string): Store {
  let windowMs = 0;
  const hidden = (key: string): string =>
    createHmac('sha256', secret).update(`failures of ${key}`).digest('base64url');

  return {
    init: (options) => void ({ windowMs } = options),
    localKeys: false,
    async increment(key) {
      const { rows } = await pool.query<Count>(
        `insert into sign_in_failures (key, hits, resets_at)
           values ($1, 1, now() + make_interval(secs => $2))
         on conflict (key) do update set
           hits = case when sign_in_failures.resets_at < now() then 1
             else sign_in_failures.hits + 1 end,
           resets_at = case when sign_in_failures.resets_at < now() then excluded.resets_at
             else sign_in_failures.resets_at end
         returning hits, resets_at as "resetsAt"`,
        [hidden(key), windowMs / 1_000],
      );
      const { hits = 1, resetsAt } = rows[0] ?? {};
      if (hits === 1) await pool.query('delete from sign_in_failures where resets_at < now()');
      return { totalHits: hits, resetTime: resetsAt };
    },
    async decrement(key) {
      const less = 'update sign_in_failures set hits = hits - 1 where key = $1 and hits > 0';
      await pool.query(less, [hidden(key)]);
    },
    async resetKey(key) {
      await pool.query('delete from sign_in_failures where key = $1', [hidden(key)]);
    },
  };
}
