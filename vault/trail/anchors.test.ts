/** The owner of the database rewrites the trail, and the anchors show it. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ensureBucket } from '#infra/s3/bucket.ts';
import { newActor, open, openTestVault, someProfile, theWorker } from '../testing/vault.ts';
import type { TestVault } from '../testing/vault.ts';
import type { TestSubject } from '../testing/stored-types.ts';
import { anchorKey, anchorTrail, hashOfAnchor, lastAnchor } from './anchors.ts';
import { verifyTrail } from './verify.ts';

let services: TestVault;
let bucket: string;
let subject: TestSubject;
/** As the worker does: its login may anchor, and read no entry. */
const anchor = () => anchorTrail({ pool: services.worker, s3: services.s3, bucket });
const verify = (from = 1) =>
  verifyTrail({ pool: services.worker, s3: services.s3, bucket }, { from });
const codes = async () => (await verify()).faults.map(({ code }) => code);

beforeEach(async () => {
  services = await openTestVault();
  bucket = `anchors-${randomBytes(8).toString('hex')}`;
  await ensureBucket(services.s3, bucket, { keepForDays: 1 });
  subject = await grow();
  await anchor();
});
test.afterEach(() => services.close());

/** A subject with four entries: two of the portal's chain, and one of the worker's. */
async function grow(): Promise<TestSubject> {
  const member = newActor('member');
  const opened = await open(services, member);
  await services.vault.as(member).put('profile', { subject: opened, value: someProfile });
  await services.workerVault.as(theWorker).get('profile', opened);
  return opened;
}

/** What an owner of the tables can do, who switches the trigger off. */
async function rewrite(...statements: string[]): Promise<void> {
  const db = await services.owner.connect();
  try {
    await db.query('alter table audit_entries disable trigger audit_is_append_only');
    for (const statement of statements) await db.query(statement);
  } finally {
    db.release();
  }
}

/** Makes the hashes of the portal's chain fit what is in its entries, and its end fit these. */
const recompute = () => `do $$ declare it record; before bytea := ''; place bigint := 0; begin
  for it in select * from audit_entries where subject = '${subject}' and login = 'harbor_portal'
      order by seq loop
    place := place + 1;
    update audit_entries set previous_hash = before, place = recompute.place
      from (select place) as recompute where seq = it.seq;
    update audit_entries as entry set hash = audit_hash(entry) where seq = it.seq
      returning hash into before;
  end loop;
  update audit_chains set length = place, last_hash = before
    where subject = '${subject}' and login = 'harbor_portal';
end $$`;

test('a trail that only grew agrees with its anchors, and each end is anchored once', async () => {
  assert.deepEqual(await verify(), { anchors: 1, chains: 2, faults: [] });
  assert.equal(await anchor(), 0);
  await grow();
  await services.workerVault.as(theWorker).get('profile', subject);
  assert.equal(await anchor(), 3);
  assert.deepEqual(await verify(), { anchors: 2, chains: 5, faults: [] });
  assert.deepEqual(await verify(2), { anchors: 1, chains: 3, faults: [] });
});

test('two processes that anchor at once make one anchor, and one that died is taken up', async () => {
  await grow();
  await Promise.all([anchor(), anchor(), anchor()]);
  assert.equal((await verify()).faults.length, 0);
  await grow();
  await services.owner.query(`alter table audit_anchors rename to audit_anchors_gone`);
  await assert.rejects(anchor());
  await services.owner.query(`alter table audit_anchors_gone rename to audit_anchors`);
  await anchor();
  await anchor();
  assert.equal(await anchor(), 0);
  assert.equal((await verify()).faults.length, 0);
});

test('an entry that is changed or removed breaks its chain', async () => {
  await rewrite(`update audit_entries set actor = 'another' where subject = '${subject}'`);
  assert.ok((await codes()).includes('CHAIN_BROKEN'));
});

// control: PCI 10.3.4
test('a chain that is computed anew after a change, with its end, is rewritten', async () => {
  await rewrite(
    `update audit_entries set actor = 'another' where subject = '${subject}'
       and login = 'harbor_portal' and place = 1`,
    recompute(),
  );
  assert.deepEqual(await codes(), ['CHAIN_REWRITTEN']);
});

test('a chain that is cut, with its end, is rewritten, also if it has grown again', async () => {
  await rewrite(
    `delete from audit_entries where subject = '${subject}'
       and login = 'harbor_portal' and place = 2`,
    recompute(),
  );
  assert.deepEqual(await codes(), ['CHAIN_REWRITTEN']);
  await services.vault.as(newActor('sweeper')).listDocuments(subject);
  await rewrite(
    `insert into audit_entries (login, subject, place, at, actor, role, action, ref, previous_hash, hash)
     select login, subject, 2, now(), actor, role, action, ref, hash, hash from audit_entries
     where subject = '${subject}' and login = 'harbor_portal'`,
    recompute(),
  );
  assert.deepEqual(await codes(), ['CHAIN_REWRITTEN']);
});

test('chains that are removed with their ends are missed', async () => {
  await rewrite(
    `delete from audit_entries where subject = '${subject}'`,
    `delete from audit_chains where subject = '${subject}'`,
  );
  assert.deepEqual(await codes(), ['CHAIN_REWRITTEN', 'CHAIN_REWRITTEN']);
});

test('an anchor that is written over or deleted counts as it was first written', async () => {
  const at = { Bucket: bucket, Key: anchorKey(1) };
  await services.s3.send(new PutObjectCommand({ ...at, Body: '{}' }));
  assert.deepEqual(await codes(), []);
  await services.s3.send(new DeleteObjectCommand(at));
  assert.deepEqual(await codes(), []);
});

test('the object lock keeps every version of an anchor from being deleted', async () => {
  const { Versions = [] } = await services.s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  const [{ Key, VersionId }] = Versions as [{ Key: string; VersionId: string }];
  await assert.rejects(
    services.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId })),
  );
});

test('a fork is noticed: an anchor that does not follow the one before, or is not the noted one', async () => {
  await grow();
  const { number, sha256 } = await lastAnchor(services.worker);
  const forged = {
    number: number + 1,
    at: new Date().toISOString(),
    previous: sha256.replace(/./g, 'f'),
    root: sha256,
    ends: [{ login: 'harbor_portal', subject, length: 1, hash: sha256 }],
  };
  const body = Buffer.from(JSON.stringify(forged));
  const at = { Bucket: bucket, Key: anchorKey(forged.number) };
  await services.s3.send(new PutObjectCommand({ ...at, Body: body }));
  assert.deepEqual(await codes(), ['ANCHOR_REPLACED']);
  await services.owner.query(`update audit_anchors set sha256 = decode($1, 'hex')`, [
    hashOfAnchor(body),
  ]);
  assert.deepEqual(await codes(), ['ANCHOR_REPLACED', 'ANCHOR_REPLACED']);
});

test('an anchor that the database knows of, and the bucket does not, is missing', async () => {
  await services.owner.query(`insert into audit_anchors values (2, '\\x00')`);
  assert.deepEqual(await codes(), ['ANCHOR_MISSING']);
});
