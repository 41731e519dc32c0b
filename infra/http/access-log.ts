import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '#infra/logging/logger.ts';

/**
 * Gives each request an ID, which error pages show, and logs the request once it has ended: the
 * pattern of its route and never its address, which holds references and may hold any user input.
 */
export function accessLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const requestId = randomUUID();
    const began = performance.now();
    res.locals.requestId = requestId;
    res.set('X-Request-Id', requestId);
    res.once('close', () => {
      const { path: route } = (req.route ?? {}) as { path?: unknown };
      logger.info({
        event: res.writableFinished ? 'request' : 'request-aborted',
        method: req.method,
        route: typeof route === 'string' ? route : 'none',
        status: res.statusCode,
        ms: Math.round(performance.now() - began),
        requestId,
      });
    });
    next();
  };
}
