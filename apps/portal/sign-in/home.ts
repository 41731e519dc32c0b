import { Router } from 'express';
import type { User } from './authenticate.ts';
import type { RouteDependencies } from '../http/dependencies.ts';

/** The page that somebody starts at. */
export const startOf = ({ role }: User): string => starts[role];

const starts: Record<User['role'], string> = {
  customer: '/applications',
  reviewer: '/reviews',
  operator: '/xray',
};

export function createHomeRoutes({ respond }: Pick<RouteDependencies, 'respond'>): Router {
  return Router().get('/', (req, res) => {
    const { user } = res.locals;
    if (user) return res.redirect(303, startOf(user));
    respond.page(req, res, { view: 'landing', title: 'Personal loans', data: {} });
  });
}
