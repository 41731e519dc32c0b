/**
 * Step-up authentication: what cannot be undone takes a person who has just proved who they are. A
 * session that somebody else uses, on a computer left alone or by a stolen cookie, is not enough.
 */
import type { Request, RequestHandler } from 'express';
import { PortalError } from '../http/errors.ts';
import { wantsHtml } from '../http/respond.ts';

/** For how long a proof counts as recent. */
export const recentSeconds = 5 * 60;

/** Whether the user of this session has proved who they are within the last five minutes. */
export const isRecent = (req: Request): boolean =>
  Date.now() - (req.session.authenticatedAt ?? 0) < recentSeconds * 1_000;

/**
 * For a route whose form takes a text: it answers with the form again, so that the text is kept.
 * All others take `requireRecentSignIn`.
 * @throws PortalError `SIGN_IN_AGAIN`
 */
export function throwUnlessRecent(req: Request): void {
  if (!isRecent(req)) throw new PortalError('SIGN_IN_AGAIN');
}

/**
 * Admits users who have proved who they are within the last five minutes. Browsers are sent to do
 * so, and from there back to the page; programs get `SIGN_IN_AGAIN`.
 */
export const requireRecentSignIn: RequestHandler = (req, res, next) => {
  if (isRecent(req)) return next();
  if (!wantsHtml(req, res)) throw new PortalError('SIGN_IN_AGAIN');
  const page = req.method === 'GET' ? req.originalUrl : pageOf(req);
  res.redirect(303, `/sign-in/again?next=${encodeURIComponent(page)}`);
};

/** The page with the form that was sent. */
function pageOf(req: Request): string {
  const { pathname = '/', search = '' } = URL.parse(req.get('Referer') ?? '') ?? {};
  return pathname + search;
}
