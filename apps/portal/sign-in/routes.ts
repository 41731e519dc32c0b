import { Router } from 'express';
import type { Response } from 'express';
import type { Pool } from 'pg';
import { smallBody } from '../http/body.ts';
import type { Respond } from '../http/respond.ts';
import { PortalError } from '../http/errors.ts';
import type { Attempts } from './attempts.ts';
import { startOf } from './home.ts';
import { callbackPath } from './identity-provider.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { PendingSignIn, PendingSignIns } from './pending-sign-in.ts';
import { isRecent, recentSeconds } from './recent.ts';
import { beginSession, endProviderSessions, renewSession } from './session.ts';
import { signOut } from './sign-out.ts';
import { createAdmit } from './users.ts';

const confirmedPath = '/sign-in/confirmed';

/** Whoever proved who they are before that has to do so again, however long the provider knows them. */
const maxAgeSeconds = 12 * 60 * 60;

export function createSignInRoutes(deps: {
  pool: Pool;
  respond: Respond;
  provider: IdentityProvider;
  pendingSignIns: PendingSignIns;
  attempts: Attempts;
  operatorStart: string;
}): Router {
  const { pool, respond, provider, pendingSignIns, attempts, operatorStart } = deps;
  const admit = createAdmit(pool);
  const routes = Router();

  async function begin(
    res: Response,
    wanted: Pick<PendingSignIn, 'maxAge' | 'isAgain' | 'next'>,
  ): Promise<void> {
    const address = await provider.begin(pendingSignIns.begin(res, wanted));
    res.redirect(303, address.href);
  }

  routes.get('/sign-in', async (req, res) => {
    if (res.locals.user) return res.redirect(303, startOf(res.locals.user, operatorStart));
    const next = localPath(req.query.next);
    await begin(res, { maxAge: maxAgeSeconds, isAgain: false, next });
  });

  routes.get('/sign-in/again', async (req, res) => {
    const next = localPath(req.query.next) || confirmedPath;
    if (isRecent(req)) return res.redirect(303, next);
    await begin(res, { maxAge: recentSeconds, isAgain: true, next });
  });

  /** In a window beside the one with the form, which keeps what was typed. */
  routes.get(confirmedPath, (req, res) =>
    respond.page(req, res, { view: 'confirmed', title: 'Thank you', data: {} }),
  );

  routes.get(callbackPath, attempts.limit, async (req, res) => {
    const pending = pendingSignIns.take(req, res);
    if (!pending) throw new PortalError('SIGN_IN_EXPIRED');
    const identity = await provider.finish(req.originalUrl, pending);
    const user = await admit(identity);
    const { user: known } = res.locals;
    if (pending.isAgain && known) {
      if (known.id !== user.id) throw new PortalError('SIGN_IN_OTHER_PERSON');
      await renewSession(pool, req.sessionID, identity);
    } else {
      attempts.remember(req, res);
      await beginSession(req, user, identity);
    }
    const { role, displayName } = user;
    // The cookie is the browser's to change, so its path is checked once more.
    const location = localPath(pending.next) || startOf(user, operatorStart);
    respond.done(req, res, { location, data: { role, displayName } });
  });

  routes.post('/sign-out', (req, res) => signOut(deps, req, res));

  /** The provider says here whom it has signed out (OpenID Connect Back-Channel Logout 1.0). */
  routes.post('/sign-in/back-channel-logout', ...smallBody, async (req, res) => {
    const { logout_token: token } = (req.body ?? {}) as { logout_token?: unknown };
    const ended = await provider.endedSessions(typeof token === 'string' ? token : '');
    await endProviderSessions(pool, ended);
    res.json({});
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
