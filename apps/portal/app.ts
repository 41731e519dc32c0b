import { join } from 'node:path';
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
import type { RouteDependencies } from './http/dependencies.ts';
import type { Sessions } from './sign-in/session.ts';

export interface AppDependencies extends RouteDependencies {
  logger: Logger;
  sessions: Sessions;
  /** Served over HTTPS, here or by a proxy in front. */
  secure: boolean;
  /** For people on this machine only. */
  isLocal: boolean;
  /** A proxy on this machine or in the same private network supplies the client's address. */
  isBehindProxy: boolean;
}

/** The portal's HTTP interface, from the first check to the error handler. */
export function createApp(deps: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.isBehindProxy ? ['loopback', 'uniquelocal'] : false);

  // Before the access log, which it would flood.
  app.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  app.use(accessLog(deps.logger), securityHeaders(deps));
  app.use(...publicFiles(deps));
  app.use(neverStored, refuseCrossOrigin, ...deps.sessions.middleware);
  app.use(
    createHomeRoutes(deps),
    createSignInRoutes(deps),
    createApplicationRoutes(deps),
    createDocumentRoutes(deps),
    createReviewRoutes(deps),
  );
  if (deps.extension) app.use(deps.extension.createRoutes(deps));
  app.use(() => {
    throw new PortalError('NOT_FOUND');
  });
  app.use(refuse(deps.respond, deps.logger));
  return app;
}

/** The portal's own first: an extension cannot replace one of them. */
function publicFiles({ extension }: AppDependencies): RequestHandler[] {
  const own = join(import.meta.dirname, 'public');
  return [own, extension?.publicFiles ?? []]
    .flat()
    .map((folder) => express.static(folder, { index: false, maxAge: 0 }));
}

/** Allows only our own scripts and styles, no framing, and sends no URL of ours to other sites. */
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
    // Browsers would apply it to every port of localhost, and so to other projects.
    strictTransportSecurity: secure && !isLocal,
    // Not `no-referrer`: that turns the `Origin` of our own forms into `null`, and
    // refuseCrossOrigin needs it.
    referrerPolicy: { policy: 'same-origin' },
  });
}

/**
 * Pages hold data of one user: no cache, and no Back button after signing out, may show them again.
 */
const neverStored: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

/** Answers every refusal and failure. */
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
    // Part of an answer was sent: cut the connection, so that the client does not take it for the
    // whole.
    if (res.headersSent) return void res.destroy();
    if (refusal.status === 503) res.set('Retry-After', '60');
    discardRest(req);
    respond.refusal(req, res, refusal);
  };
}

/** An aborted download is not our error; the access log has it as `request-aborted`. */
function isClientGone(error: unknown, res: Response): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  const isTornOff = code === 'VAULT_DOCUMENT_INCOMPLETE' || String(code).startsWith('ERR_STREAM_');
  return res.destroyed && isTornOff;
}

/**
 * Keeps reading the request for a moment. Browsers read an answer only after they have sent
 * everything: closing the connection at once would hide from them why their upload was refused.
 */
function discardRest(req: Request): void {
  if (req.complete || req.destroyed) return;
  req.unpipe();
  req.resume();
  const timer = setTimeout(() => req.destroy(), 10_000);
  req.once('close', () => clearTimeout(timer));
}
