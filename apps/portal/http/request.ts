/** For whom a request is, and about what. Whom a route admits is in ../access.ts. */
import type { Request, Response } from 'express';
import type { Actor } from '#vault/index.ts';
import { isReference } from '#contract/index.ts';
import type { ApplicationRef, DocumentRef, LetterRef } from '#contract/index.ts';
import { PortalError } from './errors.ts';
import type { User } from './user.ts';

/** @throws PortalError `SIGN_IN_REQUIRED` */
export function userOf(res: Response): User {
  if (!res.locals.user) throw new PortalError('SIGN_IN_REQUIRED');
  return res.locals.user;
}

/**
 * The signed-in user as an actor of the vault, which knows no operator and no officer.
 * @throws PortalError `SIGN_IN_REQUIRED`; `NOT_FOUND` for other roles
 */
export function actorOf(res: Response): Actor {
  const { id, role } = userOf(res);
  if (role === 'operator' || role === 'officer') throw new PortalError('NOT_FOUND');
  // What reviewers open, they open to review; customers open their own, and need no purpose.
  return role === 'reviewer' ? { id, role, purpose: 'review' } : { id, role };
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
