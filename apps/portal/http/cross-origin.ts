import type { RequestHandler } from 'express';
import { PortalError } from './errors.ts';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses cross-site request forgery without tokens: a token would be in the body, and the body of
 * a streamed upload must not be read before this check.
 *
 * The algorithm is that of Go's `net/http.CrossOriginProtection` (Go 1.25), after Filippo Valsorda,
 * "Cross-Site Request Forgery", https://words.filippo.io/csrf/: safe methods pass;
 * `Sec-Fetch-Site`, which no page can forge, must be `same-origin` or `none`; without it the host
 * of `Origin` must be the request's own. A request without either does not come from a browser of
 * recent years, so no other site can have made it carry a user's cookie.
 * @throws PortalError `REQUEST_CROSS_ORIGIN`
 */
export const refuseCrossOrigin: RequestHandler = (req, _res, next) => {
  if (safeMethods.has(req.method) || isSameOrigin(req.headers)) return next();
  throw new PortalError('REQUEST_CROSS_ORIGIN');
};

function isSameOrigin(headers: NodeJS.Dict<string | string[]>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = headers;
  return origin === undefined || (URL.parse(String(origin))?.host ?? 'null') === host;
}
