import type { RequestHandler } from 'express';
import type { Logger } from '#infra/logging/logger.ts';

/** Where a proxy stands whose word is believed unless the settings say otherwise. */
export const privateAddresses: readonly string[] = ['loopback', 'uniquelocal'];

/**
 * Warns once if a proxy in front does not say that the visitor came by HTTPS: without
 * `X-Forwarded-Proto` no session cookie is set, and nothing else would say why sign-ins fail.
 * The other reason for this warning is a proxy that is not among HARBOR_TRUSTED_PROXIES.
 */
export function warnWithoutForwardedProto(logger: Logger): RequestHandler {
  let isTold = false;
  return (req, _res, next) => {
    if (!isTold && !req.secure) {
      isTold = true;
      logger.warn({ event: 'proxy-header-missing', code: 'FORWARDED_PROTO_MISSING' });
    }
    next();
  };
}
