/** The gate in front of every route: it knows what the routers know, and admits whom the table does. */
import { Router } from 'express';
import type { RequestHandler } from 'express';
import type { Access, Admitted } from '../access.ts';
import { PortalError } from './errors.ts';
import { wantsHtml } from './respond.ts';

/**
 * Lets a request through to `routers` if the table admits its user to the first route that matches,
 * and refuses it otherwise, also where no route matches. What a gate lets through has a handler in
 * `routers`, since it takes their routes in their order.
 * @throws Error for a route that has no row in the table
 */
export function createGate(routers: readonly Router[], access: Access): Router {
  const gate = Router();
  for (const route of routers.flatMap(routesOf)) {
    const admitted = access[route];
    if (!admitted) throw new Error(`access.ts does not say who may use ${route}`);
    const [method = '', path = ''] = route.split(' ');
    gate[method.toLowerCase() as 'get' | 'post'](path, admit(admitted));
  }
  return gate.use(() => {
    throw new PortalError('NOT_FOUND');
  });
}

/** Every route of a router and of the routers in it, in their order: `GET /applications/:ref`. */
export function routesOf({ stack }: Pick<Router, 'stack'>): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) return routesOf({ stack: [], ...(handle as Partial<Router>) });
    // A route for all methods has none to show, and so no row.
    const methods = new Set(route.stack.map(({ method }) => method || 'all'));
    return [...methods].map((method) => `${method.toUpperCase()} ${route.path}`);
  });
}

/**
 * Browsers that are not signed in are sent to the sign-in page, and from there back to this one.
 * To reviewers the customers' pages are no secret, so they get the reason. For all others a page
 * that is not theirs does not exist.
 */
function admit(admitted: Admitted): RequestHandler {
  return (req, res, next) => {
    const { user } = res.locals;
    // Out of the gate: what follows in it are other routes.
    if (admitted === 'everyone') return next('router');
    if (user && admitted.includes(user.role)) return next('router');
    if (user?.role === 'reviewer' && admitted.includes('customer'))
      throw new PortalError('NOT_FOR_REVIEWERS');
    if (user) throw new PortalError('NOT_FOUND');
    if (req.method !== 'GET' || !wantsHtml(req, res)) throw new PortalError('SIGN_IN_REQUIRED');
    res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`);
  };
}
