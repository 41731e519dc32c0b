/**
 * DEMO ONLY: a browser that has shown the demo's password once signs in as anyone by one click. All
 * users have the same password, so this gives nobody more than they had.
 */
import { createHmac } from 'node:crypto';
import type { Request, Response } from 'express';
import { cookieOf } from '#infra/http/cookies.ts';
import { isSame } from '#infra/http/same.ts';

export interface OneClick {
  /** Whether somebody has signed in by password in this browser. */
  isKnown(req: Request): boolean;
  remember(res: Response): void;
}

const rememberedMs = 12 * 60 * 60_000;

export function createOneClick(options: { secret: string; isSecure: boolean }): OneClick {
  const { secret, isSecure: secure } = options;
  const name = secure ? '__Host-harbor-demo' : 'harbor-demo';
  const proof = createHmac('sha256', secret).update('one click').digest('base64url');
  return {
    isKnown: (req) => isSame(cookieOf(req.headers.cookie, name), proof),
    remember: (res) =>
      void res.cookie(name, proof, {
        maxAge: rememberedMs,
        httpOnly: true,
        sameSite: 'lax',
        secure,
        path: '/',
      }),
  };
}
