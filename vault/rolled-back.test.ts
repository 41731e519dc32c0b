/** An attacker who can write to Postgres and S3, and puts back what was there before. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Actor } from './actor.ts';
import { createSweeper } from './sweeper.ts';
import {
  close,
  newActor,
  open,
  openTestVault,
  someProfile,
  theSweeper,
  theWorker,
  upload,
  withCode,
} from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';
import type { TestSubject } from './testing/stored-types.ts';

let services: TestVault;
let member: Actor;
let subject: TestSubject;
before(async () => {
  services = await openTestVault();
  member = newActor('member');
  for (const table of tables)
    await services.owner.query(`alter table ${table} no force row level security`);
});
beforeEach(async () => {
  subject = await open(services, member);
  await services.vault.as(member).put('profile', { subject, value: someProfile });
});
after(() => services.close());

const tables = ['subjects', 'data_keys', 'records', 'documents'] as const;
const rolledBack = withCode('VAULT_ROLLED_BACK');

/** Remembers the rows of the subject, and returns what puts them all back. */
async function backup(): Promise<() => Promise<void>> {
  const rows: { table: string; row: unknown }[] = [];
  for (const table of tables) {
    const found = await services.owner.query<{ row: unknown }>(
      `select to_jsonb(it) as row from ${table} as it where ${table === 'subjects' ? 'ref' : 'subject'} = $1`,
      [subject],
    );
    rows.push(...found.rows.map(({ row }) => ({ table, row })));
  }
  return async () => {
    await services.owner.query(`delete from subjects where ref = $1`, [subject]);
    for (const { table, row } of rows)
      await services.owner.query(
        `insert into ${table} select * from jsonb_populate_record(null::${table}, $1)`,
        [row],
      );
  };
}

test('rows that are put back unchanged open as before', async () => {
  const { ref } = await upload(services, member, subject, 'a face');
  const putBack = await backup();
  await putBack();
  const session = services.vault.as(member);
  assert.deepEqual(await session.get('profile', subject), someProfile);
  assert.equal((await session.listDocuments(subject))[0]?.ref, ref);
  (await session.getDocument(ref)).content.destroy();
  await close(services, member, subject);
});

test('a closed subject that was opened again by an older row takes and gives nothing', async () => {
  const putBack = await backup();
  await close(services, member, subject);
  await putBack();
  const session = services.vault.as(member);
  await assert.rejects(session.get('profile', subject), rolledBack);
  await assert.rejects(upload(services, member, subject, 'another face'), rolledBack);
  await assert.rejects(close(services, member, subject), rolledBack);
  await assert.rejects(services.workerVault.as(theWorker).get('profile', subject), rolledBack);
});

test('a removed document does not come back with its row and its object', async () => {
  const { ref } = await upload(services, member, subject, 'a face');
  const { rows } = await services.owner.query<{ object_key: string }>(
    `select object_key from documents where ref = $1`,
    [ref],
  );
  const at = { Bucket: services.bucket, Key: rows[0]!.object_key };
  const { Body } = await services.s3.send(new GetObjectCommand(at));
  const bytes = await Body!.transformToByteArray();
  const putBack = await backup();
  const session = services.vault.as(member);
  await session.removeDocument(ref);
  await putBack();
  await services.s3.send(new PutObjectCommand({ ...at, Body: bytes }));
  await assert.rejects(session.getDocument(ref), rolledBack);
  await assert.rejects(session.listDocuments(subject), rolledBack);
});

test('a verdict is not forgotten by an older row, nor made up', async () => {
  const { ref } = await upload(services, member, subject, 'a face');
  const putBack = await backup();
  const session = services.vault.as(member);
  await services.owner.query(`update documents set verdict = 'clean' where ref = $1`, [ref]);
  await assert.rejects(session.getDocument(ref), rolledBack, 'made up');
  await putBack();
  await services.workerVault.as(theWorker).recordVerdict(ref, 'infected');
  await assert.rejects(session.getDocument(ref), withCode('VAULT_DOCUMENT_INFECTED'));
  await putBack();
  await assert.rejects(session.getDocument(ref), rolledBack, 'forgotten');
});

test('a discarded draft does not come back with all its rows', async () => {
  const putBack = await backup();
  const { portal: pool } = services;
  const sweeper = createSweeper({ ...services, pool, actor: theSweeper, prefix: 'uploads/' });
  assert.ok(await sweeper.removeOpenSubject(subject, member.id));
  const session = services.vault.as(member);
  await assert.rejects(session.get('profile', subject), withCode('VAULT_NOT_FOUND'));
  await putBack();
  await assert.rejects(session.get('profile', subject), rolledBack);
  await assert.rejects(close(services, member, subject), rolledBack);
});
