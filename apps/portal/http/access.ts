/**
 * Who may do what, in one place. Rows are protected once more by the database (row-level security): these checks
 * are about pages, those about data.
 */
import type { Request, RequestHandler, Response } from 'express';
import type { Actor } from '#vault/index.ts';
import { isReference } from '#contract/index.ts';
import type { ApplicationRef, DocumentRef, LetterRef } from '#contract/index.ts';
import { PortalError } from './errors.ts';
import { wantsHtml } from './respond.ts';
import type { User } from '../sign-in/authenticate.ts';

/** Lets signed-in people pass; others are asked to sign in and, if they wanted a page, brought back to it. */
export const signedIn: RequestHandler = (req, res, next) => {
  if (res.locals.user) return next();
  if (req.method !== 'GET' || !wantsHtml(req, res)) throw new PortalError('SIGN_IN_REQUIRED');
  res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`);
};

/** Customers only. A reviewer is told why: that there is such a page is no secret. To operators it does not exist. */
export const customersOnly: RequestHandler = (_req, res, next) => {
  const { role } = userOf(res);
  if (role !== 'customer')
    throw new PortalError(role === 'reviewer' ? 'NOT_FOR_REVIEWERS' : 'NOT_FOUND');
  next();
};

/** Reviewers only. To everyone else the page does not exist. */
export const reviewersOnly: RequestHandler = (_req, res, next) => {
  if (userOf(res).role !== 'reviewer') throw new PortalError('NOT_FOUND');
  next();
};

/** Operators only. To everyone else the page does not exist. */
export const operatorsOnly: RequestHandler = (_req, res, next) => {
  if (userOf(res).role !== 'operator') throw new PortalError('NOT_FOUND');
  next();
};

/** @throws PortalError `SIGN_IN_REQUIRED` */
export function userOf(res: Response): User {
  if (!res.locals.user) throw new PortalError('SIGN_IN_REQUIRED');
  return res.locals.user;
}

/** The signed-in person as the vault knows them. It knows no operators: to them there is nothing there. */
export function actorOf(res: Response): Actor {
  const { id, role } = userOf(res);
  if (role === 'operator') throw new PortalError('NOT_FOUND');
  return { id, role };
}

/** `:ref`. Malformed and somebody else's look alike: not found. */
export function applicationOf(req: Request): ApplicationRef {
  const { ref } = req.params;
  if (!isReference(ref, 'app')) throw new PortalError('NOT_FOUND');
  return ref;
}

/** `:doc`: a document that was uploaded, or a letter. */
export function documentOf(req: Request): DocumentRef | LetterRef {
  const { doc } = req.params;
  if (isReference(doc, 'doc') || isReference(doc, 'ltr')) return doc;
  throw new PortalError('NOT_FOUND');
}
