import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Operator } from './authentication.ts';
import { CodecServerError } from './errors.ts';

/**
 * What one request may ask for, and how many requests there may be in a minute. Counted per
 * process.
 */
export interface Limits {
  bodyBytes: number;
  payloads: number;
  /** Of objects that are fetched for one request. */
  storedBytes: number;
  requestsOfAddress: number;
  requestsOfSubject: number;
}

/**
 * The UI and the CLI ask once for each list of payloads: some fifty times for one history. A
 * history event, with all its payloads, has at most 4 MB, a third more in base 64.
 */
export const defaultLimits: Limits = {
  bodyBytes: 6 * 1024 * 1024,
  payloads: 500,
  storedBytes: 64 * 1024 * 1024,
  requestsOfAddress: 6_000,
  requestsOfSubject: 1_200,
};

/**
 * Before authentication, since checking a signature costs time too. @throws CodecServerError
 * `TOO_MANY_REQUESTS`
 */
export const limitAddress = (limit: number): RequestHandler =>
  perMinute(limit, (req) => ipKeyGenerator(req.ip ?? ''));

/**
 * How fast an operator, or a thief of their token, can read. @throws CodecServerError
 * `TOO_MANY_REQUESTS`
 */
export const limitSubject = (limit: number): RequestHandler =>
  perMinute(limit, (_req, res) => (res.locals.operator as Operator).subject);

function perMinute(
  limit: number,
  keyGenerator: (req: Request, res: Response) => string,
): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    keyGenerator,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, _res, next) => next(new CodecServerError('TOO_MANY_REQUESTS')),
  });
}
