import cors from 'cors';
import type { RequestHandler } from 'express';
import { CodecServerError } from './errors.ts';

/**
 * Allows the pages of one origin to call, with credentials, and refuses those of any other before
 * anything is read. A program sends no `Origin`; its token says what it may do. `credentials` is
 * for the Temporal UI, which can be set to send cookies. Cookies have no meaning here.
 * @param uiOrigin where the Temporal UI is, compared whole: no pattern, no suffix, no `null`
 */
export function allowOrigin(uiOrigin: string): RequestHandler[] {
  const refuseOthers: RequestHandler = ({ headers }, res, next) => {
    res.vary('Origin');
    if (headers.origin !== undefined && headers.origin !== uiOrigin) {
      throw new CodecServerError('ORIGIN_REFUSED');
    }
    next();
  };
  const answerUi = cors({
    origin: uiOrigin,
    credentials: true,
    methods: ['POST'],
    // All that the Temporal UI sends (src/lib/services/data-encoder.ts there).
    allowedHeaders: ['Authorization', 'Authorization-Extras', 'Content-Type', 'X-Namespace'],
    maxAge: 600,
  });
  return [refuseOthers, answerUi];
}
