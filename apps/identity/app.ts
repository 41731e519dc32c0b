import { fileURLToPath } from 'node:url';
import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { errors } from 'oidc-provider';
import type Provider from 'oidc-provider';
import type { Logger } from '#infra/logging/logger.ts';
import { z } from 'zod';
import { accessLog } from '#infra/http/access-log.ts';
import type { Directory } from './directory.ts';
import type { Render } from './pages.ts';

export interface AppDependencies {
  provider: Provider;
  directory: Directory;
  render: Render;
  logger: Logger;
  uiOrigin: string;
  /** Proxies that supply the client's address and protocol; none if TLS ends here. */
  trustedProxies: readonly string[];
}

const credentials = z.strictObject({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().max(256),
});

/** The provider's HTTP interface: its own protocol, and the one page where a person signs in. */
export function createApp(deps: AppDependencies): Express {
  const { provider, render } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.trustedProxies);

  // Before the access log, which it would flood.
  app.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  app.use(accessLog(deps.logger), securityHeaders(deps.uiOrigin));
  app.use(
    express.static(fileURLToPath(new URL('public', import.meta.url)), { index: false, maxAge: 0 }),
  );

  // The library's cookie identifies the browser that began this sign-in: any other is refused.
  app.get('/interaction/:uid', neverStored, async (req, res) => {
    await provider.interactionDetails(req, res);
    res.send(render('sign-in', { title: 'Sign in', email: '', refused: false }));
  });
  app.post('/interaction/:uid', neverStored, attempts, form, signIn(deps));
  app.use(provider.callback());
  app.use(refuse(deps));
  return app;
}

function signIn({ provider, directory, render, logger }: AppDependencies): RequestHandler {
  return async (req, res) => {
    await provider.interactionDetails(req, res);
    const given = credentials.safeParse(req.body);
    const person =
      given.success && (await directory.authenticate(given.data.email, given.data.password));
    if (!person) {
      logger.warn({ event: 'sign-in-refused' });
      const email = given.success ? given.data.email : '';
      return void res
        .status(401)
        .send(render('sign-in', { title: 'Sign in', email, refused: true }));
    }
    logger.info({ event: 'signed-in' });
    await provider.interactionFinished(req, res, { login: { accountId: person.subject } });
  };
}

const form = express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 });

/** Slows down password guessing, per client address. */
const attempts = rateLimit({
  windowMs: 15 * 60_000,
  limit: 20,
  keyGenerator: (req) => ipKeyGenerator(req.ip ?? ''),
  skipSuccessfulRequests: true,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
});

const neverStored: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

function securityHeaders(uiOrigin: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        // Browsers apply it to the redirects after the form as well, and these end at the UI.
        formAction: ["'self'", uiOrigin],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Browsers would apply it to every port of localhost, and so to other projects.
    strictTransportSecurity: false,
  });
}

function refuse({ render, logger }: AppDependencies): ErrorRequestHandler {
  return (error, _req, res, _next) => {
    const isExpired = error instanceof errors.SessionNotFound;
    if (!isExpired) logger.error({ event: 'request-failed', error: error as unknown });
    const code = isExpired ? 'sign_in_expired' : 'server_error';
    res.status(isExpired ? 400 : 500).send(render('refused', { title: 'That did not work', code }));
  };
}
