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
  /** Somebody who is signed in proves once more who they are. */
  isAgain: boolean;
  /** The path to go to afterwards, or ''. */
  next: string;
}

type Wanted = Pick<PendingSignIn, 'maxAge' | 'isAgain' | 'next'>;

export interface PendingSignIns {
  begin(res: Response, wanted: Wanted): PendingSignIn;
  /** The one that this browser began last, which it then forgets. */
  take(req: Request, res: Response): PendingSignIn | undefined;
}

const lifetimeMs = 10 * 60_000;
const cookieFormat = /^([\w-]{43})\.(\d{1,6})\.(again)?\.([\w-]*)$/;

export function createPendingSignIns(options: { secret: string; secure: boolean }): PendingSignIns {
  const { secret, secure } = options;
  const name = secure ? '__Host-harbor-sign-in' : 'harbor-sign-in';

  function derive(id: string, wanted: Wanted): PendingSignIn {
    const of = (what: string): string =>
      createHmac('sha256', secret).update(`sign-in ${what} ${id}`).digest('base64url');
    return { ...wanted, state: of('state'), nonce: of('nonce'), verifier: of('verifier') };
  }

  return {
    begin(res, wanted) {
      const id = randomBytes(32).toString('base64url');
      const next = Buffer.from(wanted.next).toString('base64url');
      const options = { ...cookieOptions(secure), maxAge: lifetimeMs };
      const again = wanted.isAgain ? 'again' : '';
      res.cookie(name, [id, wanted.maxAge, again, next].join('.'), options);
      return derive(id, wanted);
    },
    take(req, res) {
      const cookie = cookieOf(req.headers.cookie, name);
      const [, id, maxAge, again, next = ''] = cookieFormat.exec(cookie) ?? [];
      if (id === undefined) return undefined;
      res.clearCookie(name, cookieOptions(secure));
      return derive(id, {
        maxAge: Number(maxAge),
        isAgain: again !== undefined,
        next: Buffer.from(next, 'base64url').toString(),
      });
    },
  };
}
