/**
 * DEMO ONLY: who may sign in here. Operators, and nobody else: a token of this provider opens workflow history.
 *
 * They are not read from the portal's `users`: whoever can write to Postgres could make themselves an operator there,
 * and would then hold what the codec's keys protect. A directory of its own keeps the two apart, as yours will.
 */
import { createHmac } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { demoSignIns } from '#infra/demo/users.ts';

export interface Person {
  /** The token's `sub`. It goes into the audit trail, so it says nothing to whoever has no directory. */
  subject: string;
  displayName: string;
}

export interface Directory {
  /** Gives the person, or undefined if there is none with this address and this password. */
  authenticate(email: string, password: string): Promise<Person | undefined>;
  find(subject: string): Person | undefined;
}

/** @param secret makes subjects opaque, and the same at each start */
export async function createDirectory(options: {
  password: string;
  secret: string;
}): Promise<Directory> {
  const { secret } = options;
  const passwordHash = await hash(options.password);
  const operators = demoSignIns.filter(({ role }) => role === 'operator');
  const people = operators.map(({ email, displayName }) => ({
    email,
    displayName,
    subject: createHmac('sha256', secret).update(email).digest('base64url').slice(0, 22),
  }));

  return {
    async authenticate(email, password) {
      // Checked for whoever it is, so that the time tells nothing about who is an operator.
      const matches = await verify(passwordHash, password);
      return matches ? people.find((person) => person.email === email) : undefined;
    },
    find: (subject) => people.find((person) => person.subject === subject),
  };
}
