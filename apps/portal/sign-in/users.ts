import type { Pool } from 'pg';
import { PortalError } from '../http/errors.ts';
import type { User } from '../http/user.ts';
import type { Identity } from './identity-provider.ts';

/**
 * The portal's user for somebody who has signed in at the provider, made at the first sign-in. A new
 * role takes effect at once, and ends the sessions that they have with the old one (`loadUser`).
 */
export type Admit = (identity: Identity) => Promise<User>;

export function createAdmit(pool: Pool): Admit {
  const query = `insert into users (issuer, subject, role) values ($1, $2, $3)
    on conflict (issuer, subject) do update set role = excluded.role
    returning id, role`;
  return async function admit({ issuer, subject, role, displayName }) {
    const { rows } = await pool.query<Omit<User, 'displayName'>>(query, [issuer, subject, role]);
    const [user] = rows;
    if (!user) throw new PortalError('INTERNAL');
    return { ...user, displayName };
  };
}
