import { Router } from 'express';
import { smallBody } from '../http/body.ts';
import { PortalError } from '../http/errors.ts';
import type { LiveStreams } from '../http/live-streams.ts';
import type { Respond } from '../http/respond.ts';
import type { Attempts } from './attempts.ts';
import type { Authenticate } from './authenticate.ts';
import { startOf } from './home.ts';
import { beginSession, endSession } from './session.ts';

const page = { view: 'sign-in', title: 'Sign in', data: {} };

export function createSignInRoutes(deps: {
  respond: Respond;
  authenticate: Authenticate;
  attempts: Attempts;
  liveStreams: LiveStreams;
  operatorStart: string;
}): Router {
  const { respond, authenticate, attempts, liveStreams, operatorStart } = deps;
  const routes = Router();

  routes.get('/sign-in', (req, res) => {
    if (res.locals.user) return res.redirect(303, startOf(res.locals.user, operatorStart));
    respond.page(req, res, { ...page, form: { email: '', next: localPath(req.query.next) } });
  });

  routes.post('/sign-in', ...smallBody, ...attempts.limits, async (req, res) => {
    const { next, ...credentials } = (req.body ?? {}) as Record<string, unknown>;
    const { email = '' } = credentials;
    try {
      const user = await authenticate(credentials);
      attempts.remember(req, res);
      await beginSession(req, user);
      const { role, displayName } = user;
      respond.done(req, res, {
        location: localPath(next) || startOf(user, operatorStart),
        data: { role, displayName },
      });
    } catch (error) {
      if (!(error instanceof PortalError)) throw error;
      const form = { email: String(email), next: localPath(next) };
      respond.formAgain(req, res, { ...page, form }, error);
    }
  });

  routes.post('/sign-out', async (req, res) => {
    liveStreams.closeSession(req.sessionID);
    await endSession(req, res);
    respond.done(req, res, { location: '/', data: {} });
  });

  return routes;
}

/** Longer than any address of ours; campaigns and filters add parameters without end. */
const maxPath = 2_000;

/**
 * A path on this site, or '': a link to sign in must not send users to another site afterwards. One
 * that is too long to keep is dropped, and does not keep its user out.
 */
function localPath(value: unknown): string {
  const base = 'http://portal.invalid';
  const url = typeof value === 'string' && value.startsWith('/') ? URL.parse(value, base) : null;
  if (url?.origin !== base) return '';
  const path = url.pathname + url.search;
  // The dots in `/.//elsewhere` resolve to `//elsewhere`, which as a Location is another host.
  return path.startsWith('//') || path.length > maxPath ? '' : path;
}
