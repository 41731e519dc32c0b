/**
 * Authenticates the caller: a bearer token (RFC 6750), a JWT of the identity provider, checked with
 * its published keys.
 */
import type { RequestHandler } from 'express';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { CodecServerError } from './errors.ts';

/** A caller with a valid token. */
export interface Operator {
  /**
   * The token's `sub`. It goes into the audit trail, so have the provider send an opaque one and no
   * e-mail address.
   */
  subject: string;
  /** The namespaces that the caller may decode. */
  namespaces: readonly string[];
}

export interface TokenRules {
  issuer: string;
  audience: string;
  jwksUrl: string;
}

/**
 * Signatures only. `none` proves nothing, and with `HS…` the provider's public key would serve as
 * the secret.
 */
const algorithms = ['ES256', 'RS256', 'EdDSA'];
const clockToleranceSeconds = 5;

/** The claims that count. `namespaces` is this server's own: configure the provider to send it. */
const claims = z.object({
  sub: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  namespaces: z.array(z.string()).default([]),
});

/**
 * Authenticates the caller and sets `res.locals.operator`. The provider's keys are cached for ten
 * minutes; for an unknown key they are fetched again at most every 30 seconds, so that forged
 * tokens cannot make us flood the provider.
 * @throws CodecServerError `TOKEN_MISSING`, `TOKEN_REFUSED`, `IDENTITY_UNAVAILABLE`
 */
export function createAuthentication({ jwksUrl, issuer, audience }: TokenRules): RequestHandler {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: 600_000,
    cooldownDuration: 30_000,
  });
  const rules = { issuer, audience, algorithms, clockTolerance: clockToleranceSeconds };

  async function operatorOf(token: string): Promise<Operator> {
    // A token without `exp` would never expire; jose checks `exp` only where there is one.
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

/** Any other error is the provider's: it does not answer, or its answer is no key set. */
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
