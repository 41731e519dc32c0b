import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type { Logger } from '#infra/logging/logger.ts';
import type { Pool } from 'pg';
import { PortalError } from '../http/errors.ts';
import type { User } from '../http/user.ts';
import { agentWords } from './agent.ts';
import type { EndedSessions, Identity } from './identity-provider.ts';

export const idleMs = 30 * 60_000;
/** However active its user: a stolen cookie is of use for a working day at most. */
export const maxAgeMs = 12 * 60 * 60_000;

declare module 'express-session' {
  interface SessionData {
    /** Names the session on pages and in notifications, where its ID must not be. */
    handle: string;
    /** Where it began: `Firefox on Linux`. */
    agent: string;
    /** Compared with `users` at each request (`loadUser`). */
    user: Pick<User, 'id' | 'role'>;
    /** For the page only; gone with the session. */
    displayName: string;
    /** When the user signed in, in milliseconds since 1970. */
    startedAt: number;
    /** When they last proved who they are, which may be earlier. */
    authenticatedAt: number;
    /** The provider's ID of the session there. */
    providerSession?: string | undefined;
  }
}

export interface Sessions {
  /** Loads the session and the user it belongs to into `res.locals.user`. */
  middleware: RequestHandler[];
  /** Stops the clean-up of expired sessions. */
  close(): void;
}

/**
 * Sessions in Postgres: revocable, and nothing in the cookie but a signed random ID. They end after
 * half an hour without a request. Over HTTPS the cookie is `Secure` and has the `__Host-` prefix,
 * so that no other host, not even a sub-domain, can set it.
 */
export function createSessions(deps: {
  pool: Pool;
  secret: string;
  secure: boolean;
  logger: Logger;
}): Sessions {
  const { pool, secret, secure, logger } = deps;
  const Store = connectPgSimple(session);
  const store = new Store({
    pool,
    tableName: 'sessions',
    createTableIfMissing: false,
    errorLog: (error: unknown) => logger.error({ event: 'session-store', error }),
  });
  const sessions = session({
    name: cookieName(secure),
    secret,
    store,
    cookie: { ...cookieOptions(secure), maxAge: idleMs },
    rolling: true,
    resave: false,
    saveUninitialized: false,
  });
  return { middleware: [sessions, loadUser(pool)], close: () => store.close() };
}

/**
 * A user who was removed, or whose role has changed, is signed out at the next request, and
 * everyone after twelve hours.
 */
function loadUser(pool: Pool): RequestHandler {
  const query = 'select from users where id = $1 and role = $2';
  return async (req, res, next) => {
    const { user, startedAt = 0, displayName = '' } = req.session;
    if (user && Date.now() - startedAt < maxAgeMs) {
      const { rowCount } = await pool.query(query, [user.id, user.role]);
      if (rowCount === 1) res.locals.user = { ...user, displayName };
    }
    next();
  };
}

/**
 * Whether a session is still there, for a user who still has the role that it began with: for what
 * outlives a request.
 */
export async function isSignedIn(pool: Pool, sessionId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from sessions join users on users.id::text = sess -> 'user' ->> 'id'
       and users.role = sess -> 'user' ->> 'role'
     where sid = $1 and expire > now() and (sess ->> 'startedAt')::bigint > $2`,
    [sessionId, Date.now() - maxAgeMs],
  );
  return rowCount === 1;
}

/** Begins a session under a new ID: one that was planted earlier is useless (session fixation). */
export async function beginSession(
  req: Request,
  { id, role, displayName }: User,
  { authenticatedAt, providerSession }: Identity,
): Promise<void> {
  await promisify(req.session.regenerate).call(req.session);
  const startedAt = Date.now();
  const user = { id, role };
  const [handle, agent] = [randomUUID(), agentWords(req.get('User-Agent'))];
  const proof = { startedAt, authenticatedAt, providerSession };
  Object.assign(req.session, { handle, agent, user, displayName, ...proof });
  await promisify(req.session.save).call(req.session);
}

/**
 * Notes that the user of a session has proved once more who they are. The session keeps its ID: an
 * upload that is under way in another window would answer with the old one's cookie.
 * @throws PortalError `SIGN_IN_REQUIRED` if it was ended meanwhile, which it then stays
 */
export async function renewSession(
  pool: Pool,
  sessionId: string,
  { authenticatedAt, providerSession }: Pick<Identity, 'authenticatedAt' | 'providerSession'>,
): Promise<void> {
  const { rowCount } = await pool.query(
    `update sessions set sess = (sess::jsonb || jsonb_strip_nulls(jsonb_build_object(
       'authenticatedAt', $2::bigint, 'providerSession', $3::text)))::json
     where sid = $1`,
    [sessionId, authenticatedAt, providerSession],
  );
  if (rowCount !== 1) throw new PortalError('SIGN_IN_REQUIRED');
}

/**
 * Ends the sessions that the provider has ended: one of its own, or all of a person's. Those that
 * began later stay, so that an old logout token ends nothing.
 */
export async function endProviderSessions(
  pool: Pool,
  { providerSession, issuer, subject, at }: EndedSessions,
): Promise<void> {
  await pool.query(
    `delete from sessions where (sess ->> 'startedAt')::bigint <= $1
       and case when $2::text is not null then sess ->> 'providerSession' = $2
         else sess -> 'user' ->> 'id' =
           (select id::text from users where issuer = $3 and subject = $4) end`,
    [at, providerSession, issuer, subject],
  );
}

/**
 * Extends the session while `work` lasts, which may be longer than a session without requests. One
 * that was ended meanwhile is not brought back.
 */
export async function keepSessionAlive<T>(req: Request, work: () => Promise<T>): Promise<T> {
  const extend = (): void => {
    // Not `save`, which would bring back a session that was ended.
    req.sessionStore.touch?.(req.sessionID, req.session.touch() as session.SessionData);
  };
  const timer = setInterval(extend, idleMs / 6);
  return work().finally(() => clearInterval(timer));
}

/**
 * Ends a session in the store, which makes its cookie useless. The cookie is cleared as well: that
 * tells browsers not to show pages again that they keep for the Back button.
 */
export async function endSession(req: Request, res: Response): Promise<void> {
  const secure = Boolean(req.session.cookie.secure);
  await promisify(req.session.destroy).call(req.session);
  res.clearCookie(cookieName(secure), cookieOptions(secure));
}

const cookieName = (secure: boolean): string => (secure ? '__Host-harbor' : 'harbor');

export function cookieOptions(secure: boolean) {
  return { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
}
