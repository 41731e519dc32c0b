/** Who asks: a bearer token (RFC 6750) that is a JWT of the identity provider, checked against its published keys. */
import type { RequestHandler } from 'express';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { CodecServerError } from './errors.ts';

/** Somebody with a valid token. */
export interface Operator {
  /** The token's `sub`. It goes into the audit trail: let the provider send an opaque one, and no e-mail address. */
  subject: string;
  /** What they may decode. */
  namespaces: readonly string[];
}

export interface TokenRules {
  issuer: string;
  audience: string;
  jwksUrl: string;
}

/** Signatures only. `none` would be nobody's word, and with `HS…` the provider's public key would be the secret. */
const algorithms = ['ES256', 'RS256', 'EdDSA'];
const clockToleranceSeconds = 5;

/** What of the claims is used. `namespaces` is this server's own: the provider must be told to send it. */
const claims = z.object({
  sub: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  namespaces: z.array(z.string()).default([]),
});

/**
 * Finds out who asks, and leaves them in `res.locals.operator`. The provider's keys are kept for ten minutes; an
 * unknown key is looked for at most every half minute, so that made-up tokens do not make us a burden to it.
 * @throws CodecServerError `TOKEN_MISSING`, `TOKEN_REFUSED`, `IDENTITY_UNAVAILABLE`
 */
export function createAuthentication({ jwksUrl, issuer, audience }: TokenRules): RequestHandler {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: 600_000,
    cooldownDuration: 30_000,
  });
  const rules = { issuer, audience, algorithms, clockTolerance: clockToleranceSeconds };

  async function operatorOf(token: string): Promise<Operator> {
    // Without `exp` a token would be good for ever; jose asks only that one that is there has not passed.
    const { payload } = await jwtVerify(token, keys, { ...rules, requiredClaims: ['exp', 'sub'] });
    const { sub: subject, namespaces } = claims.parse(payload);
    return { subject, namespaces };
  }

  return async (req, res, next) => {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(req.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new CodecServerError('TOKEN_MISSING');
    res.locals.operator = await operatorOf(token).catch((error: unknown) => {
      throw new CodecServerError(
        isTokensFault(error) ? 'TOKEN_REFUSED' : 'IDENTITY_UNAVAILABLE',
        error,
      );
    });
    next();
  };
}

/** All else that can go wrong is the provider's: it does not answer, or what it answers is no set of keys. */
function isTokensFault(error: unknown): boolean {
  return [
    z.ZodError,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSMultipleMatchingKeys,
    errors.JWKSNoMatchingKey,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JWTClaimValidationFailed,
    errors.JWTExpired,
    errors.JWTInvalid,
  ].some((fault) => error instanceof fault);
}
