import { Router } from 'express';
import type { User } from './authenticate.ts';
import type { RouteDependencies } from '../http/dependencies.ts';

type Extended = Pick<RouteDependencies, 'extension'>;

/** The page where a user starts. An operator's is the extension's, or else the home page itself. */
export function startOf({ role }: User, { extension }: Extended): string {
  const starts: Record<User['role'], string> = {
    customer: '/applications',
    reviewer: '/reviews',
    operator: extension?.start.path ?? '/',
  };
  return starts[role];
}

export function createHomeRoutes(deps: Pick<RouteDependencies, 'respond'> & Extended): Router {
  const { respond } = deps;
  return Router().get('/', (req, res) => {
    const { user } = res.locals;
    if (!user)
      return respond.page(req, res, { view: 'landing', title: 'Personal loans', data: {} });
    const start = startOf(user, deps);
    if (start !== '/') return res.redirect(303, start);
    respond.page(req, res, { view: 'nothing-here', title: 'Nothing to see here', data: {} });
  });
}
