import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Actor } from './actor.ts';
import { createSweeper } from './sweeper.ts';
import {
  close,
  newActor,
  open,
  openTestVault,
  someProfile,
  theSweeper,
  upload,
  withCode,
} from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';
import type { TestSubject } from './testing/stored-types.ts';

let services: TestVault;
let member: Actor;
before(async () => {
  services = await openTestVault();
  member = newActor('member');
});
after(() => services.close());

async function openFilled(): Promise<TestSubject> {
  const subject = await open(services, member);
  await services.vault.as(member).put('profile', { subject, value: someProfile });
  await upload(services, member, subject, 'a face');
  await upload(services, member, subject, 'some numbers');
  return subject;
}

// control: SOC2 C1.2
test('an abandoned subject goes with its records, documents, key and objects; a closed one stays', async () => {
  const [abandoned, fresh, closed] = [
    await openFilled(),
    await open(services, member),
    await openFilled(),
  ];
  await close(services, member, closed);
  for (const table of ['subjects', 'records', 'documents', 'data_keys', 'unpublished_objects'])
    await services.owner.query(`alter table ${table} no force row level security`);
  await services.owner.query(
    `update subjects set opened_at = now() - interval '3 days' where ref = any ($1)`,
    [[abandoned, closed]],
  );
  await services.owner.query(
    `insert into unpublished_objects (object_key, subject, purpose)
     select object_key, subject, 'upload' from documents where subject = $1 limit 1`,
    [abandoned],
  );
  // As someone with the portal's login could, to have another's document removed.
  await services.owner.query(
    `insert into unpublished_objects (object_key, subject, purpose)
     select object_key, $1, 'removal' from documents where subject = $2`,
    [fresh, closed],
  );
  const sweeping = createSweeper({
    ...services,
    pool: services.portal,
    actor: theSweeper,
    prefix: 'uploads/',
  });
  assert.equal(await sweeping.removeAbandonedSubjects(48), 1);
  assert.equal(await sweeping.removeAbandonedSubjects(48), 0);
  const session = services.vault.as(member);
  await assert.rejects(session.get('profile', abandoned), withCode('VAULT_NOT_FOUND'));
  assert.equal(await session.find('profile', fresh), undefined);
  assert.equal((await session.listDocuments(closed)).length, 2);
  for (const table of ['records', 'documents', 'data_keys']) {
    const left = await services.owner.query(`select from ${table} where subject = $1`, [abandoned]);
    assert.equal(left.rowCount, 0, table);
  }
  const left = await services.owner.query<{ ref: string }>(
    `select ref from subjects order by opened_at`,
  );
  assert.deepEqual(left.rows.map(({ ref }) => ref).sort(), [fresh, closed].sort());
  assert.equal(await sweeping.removeUnpublishedObjects(1), 2, 'both of its objects');
  for (const { ref } of await session.listDocuments(closed))
    (await session.getDocument(ref)).content.destroy();
});
