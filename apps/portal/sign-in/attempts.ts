/**
 * Limits on password guessing that cannot be turned against a person. A limit for each account alone
 * would let a stranger lock its owner out with wrong passwords: so failures count for the account
 * and the sender, and a browser in which the owner has signed in before has a count of its own.
 * After https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { cookieOf } from '#infra/http/cookies.ts';
import { PortalError } from '../http/errors.ts';
import { cookieOptions } from './session.ts';

/** Failures in a quarter of an hour, in this process: the limits grow with the number of portals. */
const limits = {
  /** From one address, whichever the accounts. */
  address: 50,
  /** For an account, from one known browser or one address. */
  sender: 10,
  /** For an account, from all browsers that are not known to it: it bounds many addresses at once. */
  strangers: 100,
};

const rememberedMs = 365 * 24 * 60 * 60_000;

export interface Attempts {
  /** Refuses with `SIGN_IN_TOO_OFTEN`, before a password is looked at. */
  limits: RequestHandler[];
  /** Remembers that the account's owner has signed in with this browser. */
  remember(req: Request, res: Response): void;
}

export function createAttempts({ secret, secure }: { secret: string; secure: boolean }): Attempts {
  const name = secure ? '__Host-harbor-device' : 'harbor-device';
  const sign = (device: string, of: string): string =>
    createHmac('sha256', secret).update(`${device} ${of}`).digest('base64url');

  /** The random ID of a browser in which the account's owner has signed in, or undefined. */
  function deviceOf(req: Request): string | undefined {
    const [device = '', signature = ''] = cookieOf(req.headers.cookie, name).split('.');
    const [shown, own] = [Buffer.from(signature), Buffer.from(sign(device, account(req)))];
    return shown.length === own.length && timingSafeEqual(shown, own) ? device : undefined;
  }

  return {
    limits: [
      failures(limits.address, address),
      failures(limits.sender, (req) => `${deviceOf(req) ?? address(req)} ${account(req)}`),
      failures(limits.strangers, account, (req) => deviceOf(req) !== undefined),
    ],
    remember(req, res) {
      if (deviceOf(req)) return;
      const device = randomUUID();
      const options = { ...cookieOptions(secure), maxAge: rememberedMs };
      res.cookie(name, `${device}.${sign(device, account(req))}`, options);
    },
  };
}

function failures(
  limit: number,
  keyGenerator: (req: Request) => string,
  skip: (req: Request) => boolean = () => false,
): RequestHandler {
  return rateLimit({
    windowMs: 15 * 60_000,
    limit,
    keyGenerator,
    skip,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, _res, next) => next(new PortalError('SIGN_IN_TOO_OFTEN')),
  });
}

const address = (req: Request): string => ipKeyGenerator(req.ip ?? '');

function account(req: Request): string {
  const { email } = (req.body ?? {}) as { email?: unknown };
  return typeof email === 'string' ? email.trim().toLowerCase().slice(0, 254) : '';
}
