/**
 * A limit on failed sign-ins that cannot be turned against a person: a browser in which somebody has
 * signed in before is counted by itself, so that nobody else who shares its address can use up its
 * attempts. Guessing passwords is for the provider to prevent; here it is about the load.
 * After https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
import { createHmac, randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Pool } from 'pg';
import { cookieOf } from '#infra/http/cookies.ts';
import { isSame } from '#infra/http/same.ts';
import { PortalError } from '../http/errors.ts';
import { createFailureStore } from './failures.ts';
import { cookieOptions } from './session.ts';

/** In a quarter of an hour, from one known browser or one address. */
const limit = 50;
const rememberedMs = 365 * 24 * 60 * 60_000;

export interface Attempts {
  /** Refuses with `SIGN_IN_TOO_OFTEN`, before the provider is asked. */
  limit: RequestHandler;
  /** Remembers that somebody has signed in with this browser. */
  remember(req: Request, res: Response): void;
}

export function createAttempts(options: { pool: Pool; secret: string; secure: boolean }): Attempts {
  const { pool, secret, secure } = options;
  const name = secure ? '__Host-harbor-device' : 'harbor-device';
  const sign = (device: string): string =>
    createHmac('sha256', secret).update(`device ${device}`).digest('base64url');

  /** The random ID of a browser in which somebody has signed in, or undefined. */
  function deviceOf(req: Request): string | undefined {
    const [device = '', signature = ''] = cookieOf(req.headers.cookie, name).split('.');
    return isSame(signature, sign(device)) ? device : undefined;
  }

  return {
    limit: rateLimit({
      windowMs: 15 * 60_000,
      limit,
      store: createFailureStore(pool, secret),
      keyGenerator: (req) => deviceOf(req) ?? ipKeyGenerator(req.ip ?? ''),
      skipSuccessfulRequests: true,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: (_req, _res, next) => next(new PortalError('SIGN_IN_TOO_OFTEN')),
    }),
    remember(req, res) {
      if (deviceOf(req)) return;
      const device = randomUUID();
      const options = { ...cookieOptions(secure), maxAge: rememberedMs };
      res.cookie(name, `${device}.${sign(device)}`, options);
    },
  };
}
