import { Router } from 'express';
import type { Role } from '../access.ts';
import type { Respond } from '../http/respond.ts';
import type { User } from '../http/user.ts';

/** The page where a user starts: `/` for those who have no pages. */
export function startOf({ role }: User, operatorStart: string): string {
  const starts: Record<Role, string> = {
    customer: '/applications',
    reviewer: '/reviews',
    operator: operatorStart,
    auditor: '/trail',
    officer: '/',
  };
  return starts[role];
}

export function createHomeRoutes(deps: { respond: Respond; operatorStart: string }): Router {
  const { respond, operatorStart } = deps;
  return Router().get('/', (req, res) => {
    const { user } = res.locals;
    if (!user)
      return respond.page(req, res, { view: 'landing', title: 'Personal loans', data: {} });
    const start = startOf(user, operatorStart);
    if (start !== '/') return res.redirect(303, start);
    respond.page(req, res, { view: 'nothing-here', title: 'Nothing to see here', data: {} });
  });
}
