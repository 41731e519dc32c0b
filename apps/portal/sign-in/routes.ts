import { Router } from 'express';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { smallBody } from '../http/body.ts';
import { PortalError } from '../http/errors.ts';
import { beginSession, endSession } from './session.ts';
import type { RouteDependencies } from '../http/dependencies.ts';
import { startOf } from './home.ts';

const page = { view: 'sign-in', title: 'Sign in', data: {} };

export function createSignInRoutes(
  deps: Pick<RouteDependencies, 'respond' | 'authenticate' | 'liveStreams' | 'extension'>,
): Router {
  const { respond, authenticate, liveStreams } = deps;
  const routes = Router();

  routes.get('/sign-in', (req, res) => {
    if (res.locals.user) return res.redirect(303, startOf(res.locals.user, deps));
    respond.page(req, res, { ...page, form: { email: '', next: localPath(req.query.next) } });
  });

  routes.post('/sign-in', ...smallBody, ...attempts(), async (req, res) => {
    const { email = '', next } = (req.body ?? {}) as Record<string, unknown>;
    try {
      const user = await authenticate(req.body);
      await beginSession(req, user);
      const { role, displayName } = user;
      respond.done(req, res, {
        location: localPath(next) || startOf(user, deps),
        data: { role, displayName },
      });
    } catch (error) {
      if (!(error instanceof PortalError)) throw error;
      respond.formAgain(
        req,
        res,
        { ...page, form: { email: String(email), next: localPath(next) } },
        error,
      );
    }
  });

  routes.post('/sign-out', async (req, res) => {
    liveStreams.closeSession(req.sessionID);
    await endSession(req, res);
    respond.done(req, res, { location: '/', data: {} });
  });

  return routes;
}

/** A path on this site, or nothing: a link to sign in must not send people elsewhere afterwards. */
function localPath(value: unknown): string {
  const base = 'http://portal.invalid';
  const url = typeof value === 'string' && value.startsWith('/') ? URL.parse(value, base) : null;
  if (url?.origin !== base) return '';
  const path = url.pathname + url.search;
  // `/.//elsewhere` is a path until its dots are resolved; as a Location `//elsewhere` is another host.
  return path.startsWith('//') ? '' : path;
}

/**
 * Slows down guessing: failed attempts for each address they come from, and for each account they are for.
 * Counted in this process: several portals together allow as many times more.
 */
function attempts(): RequestHandler[] {
  const failures = (limit: number, keyGenerator: (req: Request) => string): RequestHandler =>
    rateLimit({
      windowMs: 15 * 60_000,
      limit,
      keyGenerator,
      skipSuccessfulRequests: true,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: (_req, _res, next) => next(new PortalError('SIGN_IN_TOO_OFTEN')),
    });
  return [failures(50, address), failures(10, account)];
}

const address = (req: Request): string => ipKeyGenerator(req.ip ?? '');

function account(req: Request): string {
  const { email } = (req.body ?? {}) as { email?: unknown };
  return typeof email === 'string' ? email.trim().toLowerCase().slice(0, 254) : address(req);
}
