/** The page on which people see where they are signed in, and end it. */
import { Router } from 'express';
import type { Pool } from 'pg';
import { userOf } from '../http/request.ts';
import type { Respond } from '../http/respond.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { idleMs, maxAgeMs } from './session.ts';
import { signOut } from './sign-out.ts';

interface OwnSession {
  handle: string;
  agent: string;
  startedAt: Date;
  lastUsedAt: Date;
}

export function createOwnSessionRoutes(deps: {
  pool: Pool;
  respond: Respond;
  provider: IdentityProvider;
}): Router {
  const { pool, respond } = deps;
  const routes = Router();

  routes.get('/sessions', async (req, res) => {
    const all = await sessionsOf(pool, userOf(res).id);
    const sessions = all.map((one) => ({ ...one, isThis: one.handle === req.session.handle }));
    const title = 'Where you are signed in';
    respond.page(req, res, { view: 'sessions', title, data: { sessions } });
  });

  routes.post('/sessions/:session/end', async (req, res) => {
    await endSessionsOf(pool, userOf(res).id, String(req.params.session));
    respond.done(req, res, { location: '/sessions', data: {} });
  });

  routes.post('/sessions/end', async (req, res) => {
    await endSessionsOf(pool, userOf(res).id);
    await signOut(deps, req, res);
  });

  return routes;
}

/** Those that still open something, the last used one first. */
async function sessionsOf(pool: Pool, userId: string): Promise<OwnSession[]> {
  const { rows } = await pool.query<OwnSession>(
    `select sess ->> 'handle' as handle, sess ->> 'agent' as agent,
       to_timestamp((sess ->> 'startedAt')::bigint / 1000.0) as "startedAt",
       expire - make_interval(secs => $2) as "lastUsedAt"
     from sessions
     where sess -> 'user' ->> 'id' = $1 and expire > now()
       and (sess ->> 'startedAt')::bigint > $3
     order by expire desc`,
    [userId, idleMs / 1_000, Date.now() - maxAgeMs],
  );
  return rows;
}

/** Ends one of a user's sessions, or all. Their live pages end with them, in every process. */
async function endSessionsOf(pool: Pool, userId: string, handle?: string): Promise<void> {
  await pool.query(
    `delete from sessions where sess -> 'user' ->> 'id' = $1
       and ($2::text is null or sess ->> 'handle' = $2)`,
    [userId, handle],
  );
}
