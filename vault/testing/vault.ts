/**
 * What the vault's own tests share: a vault for the product of stored-types.ts, and values to
 * store.
 */
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { migrate } from '#infra/postgres/migrate.ts';
import { testDatabase } from '#test/testing/services.ts';
import { actingAs } from '../actor.ts';
import type { Actor } from '../actor.ts';
import { newIdempotencyKey } from '../idempotency-keys.ts';
import { closeSubject } from '../subjects.ts';
import { openTestServices } from './services.ts';
import type { TestServices } from './services.ts';
import { storedTypes } from './stored-types.ts';
import type { TestTypes } from './stored-types.ts';
import type { TestSubject } from './stored-types.ts';

export { newActor, withCode } from './services.ts';

export type TestVault = TestServices<TestTypes>;

export const theWorker: Actor = { id: 'worker', role: 'worker' };
export const theSweeper: Actor = { id: 'sweeper', role: 'sweeper' };

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export async function openTestVault(): Promise<TestVault> {
  const database = await testDatabase('template1');
  await migrate({ url: database.ownerUrl, ca: database.ca }, [
    { name: 'vault', path: folder('../migrations') },
    { name: 'test', path: folder('migrations') },
  ]);
  return openTestServices(storedTypes, database);
}

export const someProfile = { name: 'Ada Byron', number: '078051120' };

export function open(test: TestVault, member: Actor): Promise<TestSubject> {
  return test.vault.as(member).openSubject(member.id, newIdempotencyKey());
}

/** Closes it as a product would: in a transaction of its owner. */
export function close(test: TestVault, member: Actor, subject: TestSubject): Promise<void> {
  return actingAs(test.portal, member, (db) => closeSubject(db, subject, async () => {}));
}

/** A document of the member; `content` is text or a stream. */
export function upload(
  { vault }: TestVault,
  member: Actor,
  subject: TestSubject,
  content: string | Buffer | Readable,
) {
  const stream = content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
  const named = { fileName: 'a passport.png', mediaType: 'image/png' };
  return vault
    .as(member)
    .putDocument({ subject, type: 'scan', ...named, content: stream, maxBytes: 2 ** 28 });
}
