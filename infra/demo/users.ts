/**
 * DEMO ONLY: the people of the demo. Your product gets its users from your identity provider. Their
 * password is made at the first start of each installation: reading this code is not enough to sign
 * in.
 */
import { hash } from '@node-rs/argon2';
import { createPool, type DatabaseOptions } from '#infra/postgres/pool.ts';

export interface DemoUser {
  email: string;
  displayName: string;
  role: 'customer' | 'reviewer' | 'operator';
}

export interface DemoSignIn extends DemoUser {
  password: string;
}

export const demoUsers: readonly DemoUser[] = [
  { email: 'alex@example.com', displayName: 'Alex Morgan', role: 'customer' },
  { email: 'sam@example.com', displayName: 'Sam Rivera', role: 'customer' },
  { email: 'riley@example.com', displayName: 'Riley Chen', role: 'reviewer' },
  { email: 'olive@example.com', displayName: 'Olive Tanaka', role: 'operator' },
];

/** All of them have the same password. */
export function demoSignIns(password: string): DemoSignIn[] {
  return demoUsers.map((user) => ({ ...user, password }));
}

/** Adds the demo's users, or gives them this password. Needs the owner's login. */
export async function addDemoUsers(owner: DatabaseOptions, password: string): Promise<void> {
  const passwordHash = await hash(password);
  const pool = createPool(owner);
  try {
    for (const { email, displayName, role } of demoUsers) {
      await pool.query(
        `insert into users (email, display_name, password_hash, role) values ($1, $2, $3, $4)
         on conflict (email) do update set password_hash = excluded.password_hash`,
        [email, displayName, passwordHash, role],
      );
    }
  } finally {
    await pool.end();
  }
}
