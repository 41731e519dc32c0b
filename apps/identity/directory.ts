/**
 * DEMO ONLY: the people who may sign in here, each with one role. provider.ts says who may sign in
 * to which client.
 *
 * They are not read from the portal's `users`: an attacker who can write to Postgres could become
 * an operator there, and so get at what the codec's keys protect. A separate directory prevents
 * that, as yours will.
 */
import { createHmac } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { DemoUser } from '#infra/demo/users.ts';

export interface Person {
  /**
   * The token's `sub`. It goes into the audit trail, so it means nothing to a reader without the
   * directory.
   */
  subject: string;
  email: string;
  displayName: string;
  role: DemoUser['role'];
}

export interface Directory {
  /** Returns the person with this address and password, or undefined. */
  authenticate(email: string, password: string): Promise<Person | undefined>;
  find(subject: string): Person | undefined;
  people(): readonly Person[];
  /** Replaces who has the same e-mail address. */
  add(user: DemoUser): Person;
}

/** @param secret makes subjects opaque, and the same at each start */
export async function createDirectory(options: {
  users: readonly DemoUser[];
  password: string;
  secret: string;
}): Promise<Directory> {
  const { secret } = options;
  const passwordHash = await hash(options.password);
  const people = options.users.map(toPerson);

  function toPerson(user: DemoUser): Person {
    const digest = createHmac('sha256', secret).update(user.email).digest('base64url');
    return { ...user, subject: digest.slice(0, 22) };
  }

  return {
    people: () => people,
    add(user) {
      const person = toPerson(user);
      const known = people.findIndex(({ email }) => email === user.email);
      people.splice(known < 0 ? people.length : known, 1, person);
      return person;
    },
    async authenticate(email, password) {
      // Always checked, so that the response time does not reveal who has an account.
      const matches = await verify(passwordHash, password);
      return matches ? people.find((person) => person.email === email) : undefined;
    },
    find: (subject) => people.find((person) => person.subject === subject),
  };
}
