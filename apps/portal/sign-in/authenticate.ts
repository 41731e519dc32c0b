/**
 * Authentication: the one file to replace when users sign in with an identity provider (OIDC)
 * instead. It takes what was entered and returns a user; sessions and roles know no passwords.
 * DEMO ONLY: the launcher seeds the users; there is no registration and no password reset.
 */
import { hash, verify } from '@node-rs/argon2';
import type { Pool } from 'pg';
import { z } from 'zod';
import { PortalError } from '../http/errors.ts';
import type { User } from '../http/user.ts';

const credentials = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .regex(/^\P{Cc}*$/u),
  // Long enough for any passphrase, short enough to be cheap to hash.
  password: z.string().max(256),
});

export type Authenticate = (body: unknown) => Promise<User>;

/**
 * Checks an e-mail address and a password (argon2id). An unknown address costs the same work as a
 * known one, so that the response time does not reveal which addresses have an account.
 */
export async function createAuthenticate(pool: Pool): Promise<Authenticate> {
  const hashOfNoUser = await hash(crypto.randomUUID());
  const query = `select id, role, display_name as "displayName", password_hash as "passwordHash"
    from users where email = $1`;

  /** @throws PortalError `SIGN_IN_REFUSED` */
  return async function authenticate(body) {
    const given = credentials.safeParse(body);
    if (!given.success) throw new PortalError('SIGN_IN_REFUSED');
    const { rows } = await pool.query<User & { passwordHash: string }>(query, [given.data.email]);
    const [found] = rows;
    const matches = await verify(found?.passwordHash ?? hashOfNoUser, given.data.password);
    if (!found || !matches) throw new PortalError('SIGN_IN_REFUSED');
    const { passwordHash: _checked, ...user } = found;
    return user;
  };
}
