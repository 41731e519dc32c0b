import express from 'express';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Logger } from '#infra/logging/logger.ts';
import { accessLog } from '#infra/http/access-log.ts';
import { sendProblem } from '#infra/http/problem.ts';
import type { Operator } from './authentication.ts';
import type { Decoding, Reading } from './decoding.ts';
import { toCodecServerError, CodecServerError } from './errors.ts';
import type { Limits } from './limits.ts';
import { limitAddress, limitSubject } from './limits.ts';
import { allowNamespace } from './namespace.ts';
import { allowOrigin } from './origin.ts';
import { readPayloads, writePayloads } from './payloads.ts';

export interface AppDependencies {
  logger: Logger;
  authenticate: RequestHandler;
  decoding: Decoding;
  /** The one origin whose pages may call. */
  uiOrigin: string;
  limits: Limits;
  /** Proxies that supply the client's address; none if TLS ends here. */
  trustedProxies: readonly string[];
}

/**
 * The Codec Server's HTTP interface. It checks caller, namespace and limits before it reads the
 * body.
 */
export function createApp(deps: AppDependencies): Express {
  const { authenticate, decoding, limits } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.trustedProxies);

  // Before the access log, which it would flood.
  app.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  app.use(accessLog(deps.logger), securityHeaders, neverStored, ...allowOrigin(deps.uiOrigin));
  app.use(
    limitAddress(limits.requestsOfAddress),
    authenticate,
    limitSubject(limits.requestsOfSubject),
  );

  // With or without the namespace in the path.
  const readBody = [allowNamespace, onlyJson, express.json({ limit: limits.bodyBytes })];
  app.post('{/:namespace}/decode', readBody, async (req: Request, res: Response) => {
    const payloads = readPayloads(req.body, limits.payloads);
    const preserveReferences = req.query.preserveStorageRefs === 'true';
    res.json(writePayloads(await decoding.decode(readingOf(res), payloads, preserveReferences)));
  });
  app.post('{/:namespace}/download', readBody, async (req: Request, res: Response) => {
    const references = readPayloads(req.body, limits.payloads);
    res.json(writePayloads(await decoding.download(readingOf(res), references)));
  });
  app.post('{/:namespace}/encode', () => {
    throw new CodecServerError('ENCODE_IS_OFF');
  });
  app.use(() => {
    throw new CodecServerError('NOT_FOUND');
  });
  app.use(refuse(deps.logger));
  return app;
}

function readingOf(res: Response): Reading {
  const { subject } = res.locals.operator as Operator;
  return { subject, namespace: res.locals.namespace as string };
}

const onlyJson: RequestHandler = (req, _res, next) => {
  if (!req.is('application/json')) throw new CodecServerError('REQUEST_MEDIA_TYPE');
  next();
};

/** There are no pages here: no answer may run as script, be framed, or have its type guessed. */
const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  // Browsers would apply it to every port of localhost, and so to other projects.
  strictTransportSecurity: false,
});

const neverStored: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

/** Every refusal and failure ends here. */
function refuse(logger: Logger): ErrorRequestHandler {
  return (error, _req, res, _next) => {
    const { code, status, message: title, cause } = toCodecServerError(error);
    const { requestId } = res.locals as { requestId: string };
    if (cause !== undefined) {
      const level = status >= 500 ? 'error' : 'warn';
      logger[level]({ event: 'request-refused', code, error: cause, requestId });
    }
    if (status === 401) res.set('WWW-Authenticate', challenge(code));
    if (status === 503) res.set('Retry-After', '10');
    sendProblem(res, { title, status, code, requestId });
  };
}

/** RFC 6750: no error for a caller that has not presented a token yet. */
function challenge(code: string): string {
  return code === 'TOKEN_REFUSED' ? 'Bearer error="invalid_token"' : 'Bearer';
}
