import type { RequestHandler } from 'express';
import { PortalError } from './errors.ts';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send (cross-site request forgery), without tokens: a token would sit
 * in the body, and with a streamed upload the body is what must not be read before the check.
 *
 * The algorithm is that of Go's `net/http.CrossOriginProtection` (Go 1.25), after Filippo Valsorda, "Cross-Site
 * Request Forgery", https://words.filippo.io/csrf/: safe methods pass; `Sec-Fetch-Site`, which no page can forge,
 * must be `same-origin` or `none`; without it the host of `Origin` must be the request's own; without both it is
 * not a browser of the last years, and carries no one's cookies unknowingly.
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
