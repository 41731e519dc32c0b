import { join } from 'node:path';
import express, { Router } from 'express';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Logger } from '#infra/logging/logger.ts';
import { accessLog } from '#infra/http/access-log.ts';
import { warnWithoutForwardedProto } from '#infra/http/proxies.ts';
import type { Readiness } from '#infra/http/readiness.ts';
import type { Access } from './access.ts';
import { refuseCrossOrigin } from './http/cross-origin.ts';
import { toPortalError } from './http/error-mapping.ts';
import { createGate } from './http/gate.ts';
import type { Respond } from './http/respond.ts';
import type { Sessions } from './sign-in/session.ts';

export interface AppDependencies {
  readiness: () => Promise<Readiness>;
  logger: Logger;
  sessions: Sessions;
  respond: Respond;
  routes: Router[];
  /** Whom each route admits. */
  access: Access;
  /** Served over HTTPS, here or by a proxy in front. */
  secure: boolean;
  /** Reached from this machine only. */
  isLocal: boolean;
  /** Proxies that supply the client's address and protocol; none if TLS ends here. */
  trustedProxies: readonly string[];
  /** Where people are sent to sign in and out. */
  providerOrigin: string;
  /** An extension's folder of public files. */
  addedFiles: string | undefined;
}

/**
 * The portal's HTTP interface, from the first check to the error handler.
 * @throws Error for a route without a row in `access`
 */
export function createApp(deps: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.trustedProxies);

  // Before the access log, which health checks would flood.
  const health = healthRoutes(deps.readiness);
  app.use(health);
  app.use(accessLog(deps.logger), securityHeaders(deps));
  if (deps.trustedProxies.length > 0) app.use(warnWithoutForwardedProto(deps.logger));
  app.use(...publicFiles(deps));
  app.use(neverStored, refuseCrossOrigin, ...deps.sessions.middleware);
  app.use(createGate([health, ...deps.routes], deps.access), ...deps.routes);
  app.use(handleErrors(deps.respond, deps.logger));
  return app;
}

function healthRoutes(readiness: AppDependencies['readiness']): Router {
  const routes = Router();
  routes.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  routes.get('/readyz', async (_req, res) => {
    const found = await readiness();
    res.status(found.isReady ? 200 : 503).json(found);
  });
  return routes;
}

/** The portal's own come first, so that an extension cannot replace one of them. */
function publicFiles({ addedFiles }: AppDependencies): RequestHandler[] {
  const own = join(import.meta.dirname, 'public');
  const folders = addedFiles === undefined ? [own] : [own, addedFiles];
  return folders.map((folder) => express.static(folder, { index: false, maxAge: 0 }));
}

/** Allows only our own scripts and styles, forbids framing, and sends no URL of ours elsewhere. */
function securityHeaders({ secure, isLocal, providerOrigin }: AppDependencies): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        // Browsers apply it to redirects after a form as well: signing out ends at the provider.
        formAction: ["'self'", providerOrigin],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
    // On localhost, browsers would apply it to every port, and so to other projects.
    strictTransportSecurity: secure && !isLocal,
    // Not `no-referrer`: that turns the `Origin` of our own forms into `null`, and
    // refuseCrossOrigin needs it.
    referrerPolicy: { policy: 'same-origin' },
  });
}

/**
 * Pages hold one user's data: no cache may show them again, nor the Back button after signing out.
 */
const neverStored: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

/** Responds to every error: refusals as they are, anything unexpected as `INTERNAL`. */
function handleErrors(respond: Respond, logger: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const refusal = toPortalError(error);
    if (refusal.status >= 500 && !isClientGone(error, res)) {
      logger.error({
        event: 'request-failed',
        error: error as unknown,
        requestId: res.locals.requestId,
      });
    }
    // Part of the response was sent: cut the connection, so that the client does not take it for a
    // complete one.
    if (res.headersSent) return void res.destroy();
    if (refusal.status === 503) res.set('Retry-After', '60');
    discardRest(req);
    respond.refusal(req, res, refusal);
  };
}

/** A download that the client aborted is not our error; the access log has `request-aborted`. */
function isClientGone(error: unknown, res: Response): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  const isCutOff = code === 'VAULT_DOCUMENT_INCOMPLETE' || String(code).startsWith('ERR_STREAM_');
  return res.destroyed && isCutOff;
}

/**
 * Keeps reading the request for up to ten seconds. Browsers read a response only after they have
 * sent the whole request: closing the connection at once would hide why an upload was refused.
 */
function discardRest(req: Request): void {
  if (req.complete || req.destroyed) return;
  req.unpipe();
  req.resume();
  const timer = setTimeout(() => req.destroy(), 10_000);
  req.once('close', () => clearTimeout(timer));
}
