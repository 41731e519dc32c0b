import { hash } from '@node-rs/argon2';
import { createPool, type DatabaseOptions } from '#infra/postgres/pool.ts';

export interface DemoSignIn {
  email: string;
  displayName: string;
  password: string;
  role: 'customer' | 'reviewer' | 'operator';
}

/**
 * DEMO ONLY: anyone who reads this can sign in. Your product gets its users from your identity
 * provider.
 */
export const demoSignIns: readonly DemoSignIn[] = [
  {
    email: 'alex@example.com',
    displayName: 'Alex Morgan',
    password: 'alex-demo-only',
    role: 'customer',
  },
  {
    email: 'sam@example.com',
    displayName: 'Sam Rivera',
    password: 'sam-demo-only',
    role: 'customer',
  },
  {
    email: 'riley@example.com',
    displayName: 'Riley Chen',
    password: 'riley-demo-only',
    role: 'reviewer',
  },
  {
    email: 'olive@example.com',
    displayName: 'Olive Tanaka',
    password: 'olive-demo-only',
    role: 'operator',
  },
];

/** Adds the demo's users that are missing. Needs the owner's login. */
export async function addDemoUsers(owner: DatabaseOptions, signIns = demoSignIns): Promise<void> {
  const pool = createPool(owner);
  try {
    for (const { email, displayName, password, role } of signIns) {
      await pool.query(
        `insert into users (email, display_name, password_hash, role) values ($1, $2, $3, $4)
         on conflict (email) do nothing`,
        [email, displayName, await hash(password), role],
      );
    }
  } finally {
    await pool.end();
  }
}
