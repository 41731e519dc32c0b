/**
 * Who may use which page, in one place. Who may see which data is enforced once more by the
 * database (row-level security).
 */
import type { Request, RequestHandler, Response } from 'express';
import type { Actor } from '#vault/index.ts';
import { isReference } from '#contract/index.ts';
import type { ApplicationRef, DocumentRef, LetterRef } from '#contract/index.ts';
import { PortalError } from './errors.ts';
import { wantsHtml } from './respond.ts';
import type { User } from './user.ts';

/**
 * Admits signed-in users. Browsers are sent to the sign-in page, and from there back to this one.
 */
export const signedIn: RequestHandler = (req, res, next) => {
  if (res.locals.user) return next();
  if (req.method !== 'GET' || !wantsHtml(req, res)) throw new PortalError('SIGN_IN_REQUIRED');
  res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`);
};

/**
 * Admits customers. Reviewers get the reason, since the page is no secret to them; for operators it
 * does not exist.
 */
export const customersOnly: RequestHandler = (_req, res, next) => {
  const { role } = userOf(res);
  if (role !== 'customer')
    throw new PortalError(role === 'reviewer' ? 'NOT_FOR_REVIEWERS' : 'NOT_FOUND');
  next();
};

/** Admits reviewers. For all others the page does not exist. */
export const reviewersOnly: RequestHandler = (_req, res, next) => {
  if (userOf(res).role !== 'reviewer') throw new PortalError('NOT_FOUND');
  next();
};

/** Admits operators. For all others the page does not exist. */
export const operatorsOnly: RequestHandler = (_req, res, next) => {
  if (userOf(res).role !== 'operator') throw new PortalError('NOT_FOUND');
  next();
};

/** @throws PortalError `SIGN_IN_REQUIRED` */
export function userOf(res: Response): User {
  if (!res.locals.user) throw new PortalError('SIGN_IN_REQUIRED');
  return res.locals.user;
}

/**
 * The signed-in user as an actor of the vault, which has none for operators.
 * @throws PortalError `SIGN_IN_REQUIRED`; `NOT_FOUND` for operators
 */
export function actorOf(res: Response): Actor {
  const { id, role } = userOf(res);
  if (role === 'operator') throw new PortalError('NOT_FOUND');
  return { id, role };
}

/**
 * The parameter `:ref`.
 * @throws PortalError `NOT_FOUND` if it is malformed, as for an unknown application
 */
export function applicationOf(req: Request): ApplicationRef {
  const { ref } = req.params;
  if (!isReference(ref, 'app')) throw new PortalError('NOT_FOUND');
  return ref;
}

/** The parameter `:doc`: an uploaded document, or a letter. @throws PortalError `NOT_FOUND` */
export function documentOf(req: Request): DocumentRef | LetterRef {
  const { doc } = req.params;
  if (isReference(doc, 'doc') || isReference(doc, 'ltr')) return doc;
  throw new PortalError('NOT_FOUND');
}
