import { fileURLToPath } from 'node:url';
import express from 'express';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Logger } from '#infra/logging/logger.ts';
import { accessLog } from '#infra/http/access-log.ts';
import { refuseCrossOrigin } from './http/cross-origin.ts';
import { asPortalError } from './http/error-mapping.ts';
import { PortalError } from './http/errors.ts';
import type { Respond } from './http/respond.ts';
import { createApplicationRoutes } from './apply/routes.ts';
import { createDocumentRoutes } from './documents/routes.ts';
import { createHomeRoutes } from './sign-in/home.ts';
import { createReviewRoutes } from './review/routes.ts';
import { createSignInRoutes } from './sign-in/routes.ts';
import { createXrayRoutes } from '#comparison/x-ray/routes.ts';
import type { RouteDependencies } from './http/dependencies.ts';
import type { Sessions } from './sign-in/session.ts';

export interface AppDependencies extends RouteDependencies {
  logger: Logger;
  sessions: Sessions;
  /** Served over HTTPS, here or by a proxy in front. */
  secure: boolean;
  /** For people on this machine only. */
  isLocal: boolean;
  /** A proxy in front, on this machine or in the same private network, tells the client's address. */
  isBehindProxy: boolean;
}

/** The portal's HTTP interface, from the first check to the last resort. */
export function createApp(deps: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.isBehindProxy ? ['loopback', 'uniquelocal'] : false);

  // First, so that the log is not full of it.
  app.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  app.use(accessLog(deps.logger), securityHeaders(deps));
  app.use(
    express.static(fileURLToPath(new URL('public', import.meta.url)), { index: false, maxAge: 0 }),
  );
  app.use(neverStored, refuseCrossOrigin, ...deps.sessions.middleware);
  app.use(
    createHomeRoutes(deps),
    createSignInRoutes(deps),
    createApplicationRoutes(deps),
    createDocumentRoutes(deps),
    createReviewRoutes(deps),
    createXrayRoutes(deps),
  );
  app.use(() => {
    throw new PortalError('NOT_FOUND');
  });
  app.use(refuse(deps.respond, deps.logger));
  return app;
}

/** No script and no style but our own files; nobody may frame us; no address of ours leaves with a link. */
function securityHeaders({ secure, isLocal }: AppDependencies): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
    // Browsers would apply it to every port of localhost, and so to other people's work.
    strictTransportSecurity: secure && !isLocal,
    // Not `no-referrer`: that turns the `Origin` of our own forms into `null`, which refuseCrossOrigin goes by.
    referrerPolicy: { policy: 'same-origin' },
  });
}

/** Pages hold what only one person may see: no cache, and no Back button after signing out, may show them again. */
const neverStored: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

/** Every refusal and failure ends here. */
function refuse(respond: Respond, logger: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const refusal = asPortalError(error);
    if (refusal.status >= 500 && !isClientGone(error, res)) {
      logger.error({
        event: 'request-failed',
        error: error as unknown,
        requestId: res.locals.requestId,
      });
    }
    // Half an answer went out: cut it, so that nobody takes it for a whole one.
    if (res.headersSent) return void res.destroy();
    if (refusal.status === 503) res.set('Retry-After', '60');
    discardRest(req);
    respond.refusal(req, res, refusal);
  };
}

/** A broken-off download says nothing about us; the access log has it as `request-aborted`. */
function isClientGone(error: unknown, res: Response): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  const isTornOff = code === 'VAULT_DOCUMENT_INCOMPLETE' || String(code).startsWith('ERR_STREAM_');
  return res.destroyed && isTornOff;
}

/**
 * Reads on for a moment what is still arriving. Browsers read an answer only after they have sent everything: to hang
 * up at once would hide from them why their upload was refused.
 */
function discardRest(req: Request): void {
  if (req.complete || req.destroyed) return;
  req.unpipe();
  req.resume();
  const patience = setTimeout(() => req.destroy(), 10_000);
  req.once('close', () => clearTimeout(patience));
}
