/**
 * DEMO ONLY: the people who may sign in here. Operators only: a token of this provider opens
 * workflow history.
 *
 * They are not read from the portal's `users`: an attacker who can write to Postgres could become
 * an operator there, and so get at what the codec's keys protect. A separate directory prevents
 * that, as yours will.
 */
import { createHmac } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { demoUsers } from '#infra/demo/users.ts';

export interface Person {
  /**
   * The token's `sub`. It goes into the audit trail, so it means nothing to a reader without the
   * directory.
   */
  subject: string;
  displayName: string;
}

export interface Directory {
  /** Returns the person with this address and password, or undefined. */
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
  const operators = demoUsers.filter(({ role }) => role === 'operator');
  const people = operators.map(({ email, displayName }) => ({
    email,
    displayName,
    subject: createHmac('sha256', secret).update(email).digest('base64url').slice(0, 22),
  }));

  return {
    async authenticate(email, password) {
      // Always checked, so that the response time does not reveal who is an operator.
      const matches = await verify(passwordHash, password);
      return matches ? people.find((person) => person.email === email) : undefined;
    },
    find: (subject) => people.find((person) => person.subject === subject),
  };
}
