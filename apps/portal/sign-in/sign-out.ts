import type { Request, Response } from 'express';
import type { Respond } from '../http/respond.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { endSession } from './session.ts';

/** Ends this session, and sends its user to the provider to be signed out there as well. */
export async function signOut(
  { provider, respond }: { provider: IdentityProvider; respond: Respond },
  req: Request,
  res: Response,
): Promise<void> {
  await endSession(req, res);
  // Without the provider, this session is over all the same.
  const there = await provider.signOutUrl().catch(() => undefined);
  respond.done(req, res, { location: there?.href ?? '/', data: {} });
}
