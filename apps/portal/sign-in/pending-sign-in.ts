/**
 * A sign-in that is under way at the identity provider. The browser that began it keeps a random ID
 * in a cookie; state, nonce and PKCE verifier are derived from that, so that any portal can finish
 * what another began, and nothing is stored for people who never come back.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { cookieOf } from '#infra/http/cookies.ts';
import { cookieOptions } from './session.ts';

export interface PendingSignIn {
  state: string;
  nonce: string;
  verifier: string;
  /** How long ago the person may have proved who they are, in seconds. */
  maxAge: number;
  /** The path to go to afterwards, or ''. */
  next: string;
}

export interface PendingSignIns {
  begin(res: Response, wanted: Pick<PendingSignIn, 'maxAge' | 'next'>): PendingSignIn;
  /** The one that this browser began last, which it then forgets. */
  take(req: Request, res: Response): PendingSignIn | undefined;
}

const lifetimeMs = 10 * 60_000;
const cookieFormat = /^([\w-]{43})\.(\d{1,6})\.([\w-]*)$/;

export function createPendingSignIns(options: { secret: string; secure: boolean }): PendingSignIns {
  const { secret, secure } = options;
  const name = secure ? '__Host-harbor-sign-in' : 'harbor-sign-in';

  function derive(id: string, wanted: Pick<PendingSignIn, 'maxAge' | 'next'>): PendingSignIn {
    const of = (what: string): string =>
      createHmac('sha256', secret).update(`sign-in ${what} ${id}`).digest('base64url');
    return { ...wanted, state: of('state'), nonce: of('nonce'), verifier: of('verifier') };
  }

  return {
    begin(res, wanted) {
      const id = randomBytes(32).toString('base64url');
      const next = Buffer.from(wanted.next).toString('base64url');
      const options = { ...cookieOptions(secure), maxAge: lifetimeMs };
      res.cookie(name, `${id}.${wanted.maxAge}.${next}`, options);
      return derive(id, wanted);
    },
    take(req, res) {
      const [, id, maxAge, next = ''] = cookieFormat.exec(cookieOf(req.headers.cookie, name)) ?? [];
      if (id === undefined) return undefined;
      res.clearCookie(name, cookieOptions(secure));
      return derive(id, {
        maxAge: Number(maxAge),
        next: Buffer.from(next, 'base64url').toString(),
      });
    },
  };
}
