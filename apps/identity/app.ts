import { fileURLToPath } from 'node:url';
import express from 'express';
import type { ErrorRequestHandler, Express, Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { errors } from 'oidc-provider';
import type Provider from 'oidc-provider';
import type { Logger } from '#infra/logging/logger.ts';
import { z } from 'zod';
import { accessLog } from '#infra/http/access-log.ts';
import { createOneClick } from './one-click.ts';
import type { OneClick } from './one-click.ts';
import type { Directory } from './directory.ts';
import type { Render } from './pages.ts';
import { isAdmitted } from './provider.ts';

export interface AppDependencies {
  provider: Provider;
  directory: Directory;
  render: Render;
  logger: Logger;
  /** Signs cookies. */
  secret: string;
  /** Browsers reach it over HTTPS. */
  isSecure: boolean;
  /** Where people are sent back to after they have signed in or out. */
  clientOrigins: readonly string[];
  /** Proxies that supply the client's address and protocol; none if TLS ends here. */
  trustedProxies: readonly string[];
}

type Pages = AppDependencies & { oneClick: OneClick };

const credentials = z.strictObject({
  email: z.string().trim().toLowerCase().max(254),
  // Not needed in a browser that has shown it before.
  password: z.string().max(256).optional(),
});

/** The provider's HTTP interface: its own protocol, and the one page where a person signs in. */
export function createApp(given: AppDependencies): Express {
  const deps = { ...given, oneClick: createOneClick(given) };
  const { provider } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.trustedProxies);

  // Before the access log, which it would flood.
  app.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  app.use(accessLog(deps.logger), securityHeaders(deps.clientOrigins));
  app.use(
    express.static(fileURLToPath(new URL('public', import.meta.url)), { index: false, maxAge: 0 }),
  );

  // The library's cookie identifies the browser that began this sign-in: any other is refused.
  app.get('/interaction/:uid', neverStored, async (req, res) => {
    const { params } = await provider.interactionDetails(req, res);
    res.send(signInPage(deps, req, params.client_id));
  });
  app.post('/interaction/:uid', neverStored, attempts, form, signIn(deps));
  app.use(provider.callback());
  app.use(refuse(deps));
  return app;
}

function signInPage(
  { render, directory, oneClick }: Pages,
  req: Request,
  client: unknown,
  refused?: { email: string },
): string {
  const offered = oneClick.isKnown(req) ? directory.people() : [];
  const people = offered.filter((person) => isAdmitted(client, person));
  const isForHistory = client === 'temporal-ui';
  const email = refused?.email ?? '';
  return render('sign-in', { title: 'Sign in', people, isForHistory, email, refused });
}

function signIn(deps: Pages): RequestHandler {
  const { provider, directory, logger, oneClick } = deps;
  return async (req, res) => {
    const { params } = await provider.interactionDetails(req, res);
    const given = credentials.safeParse(req.body);
    const { email = '', password } = given.data ?? {};
    const person =
      password === undefined && oneClick.isKnown(req)
        ? directory.people().find((one) => one.email === email)
        : await directory.authenticate(email, password ?? '');
    if (!person || !isAdmitted(params.client_id, person)) {
      logger.warn({ event: 'sign-in-refused' });
      return void res.status(401).send(signInPage(deps, req, params.client_id, { email }));
    }
    logger.info({ event: 'signed-in' });
    oneClick.remember(res);
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

function securityHeaders(clientOrigins: readonly string[]): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        // The library adds the hash of its own script, which submits a form.
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        // Browsers apply it to the redirects after the form as well, and these end at the client.
        formAction: ["'self'", ...clientOrigins],
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
