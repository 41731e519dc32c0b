/**
 * An attacker who can write to Postgres and S3 but has no keys: each thing they can do has a name.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import { newIdempotencyKey } from './idempotency-keys.ts';
import { newReference } from './references.ts';
import { storedTypes } from './testing/stored-types.ts';
import type { Actor } from './actor.ts';
import { newDataKey } from './data-keys.ts';
import {
  newActor,
  open,
  openTestVault,
  someProfile,
  theWorker,
  upload,
  withCode,
} from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';
import { createVault } from './vault.ts';
import type { TestScan, TestSubject } from './testing/stored-types.ts';

let services: TestVault;
let member: Actor;
let subject: TestSubject;
let other: TestSubject;
before(async () => {
  services = await openTestVault();
  for (const table of ['subjects', 'records', 'documents', 'data_keys']) {
    await services.owner.query(`alter table ${table} no force row level security`);
  }
});
test.beforeEach(async () => {
  member = newActor('member');
  subject = await open(services, member);
  other = await open(services, member);
  for (const ref of [subject, other]) {
    await services.vault.as(member).put('profile', { subject: ref, value: someProfile });
  }
});
after(() => services.close());

const profile = (ref = subject) => services.vault.as(member).get('profile', ref);
const download = async (ref: TestScan) =>
  buffer((await services.vault.as(member).getDocument(ref)).content);

async function ciphertextOf(ref: string): Promise<Buffer> {
  const { rows } = await services.owner.query(`select ciphertext from records where ref = $1`, [
    ref,
  ]);
  return rows[0].ciphertext;
}

function overwrite(ref: string, ciphertext: Buffer) {
  return services.owner.query(`update records set ciphertext = $2 where ref = $1`, [
    ref,
    ciphertext,
  ]);
}

async function copyRow(table: string, columns: string, from: string, to: string): Promise<void> {
  await services.owner.query(
    `update ${table} set (${columns}) = (select ${columns} from ${table} as source where source.ref = $1) where ref = $2`,
    [from, to],
  );
}

function flipped(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

test('a row with the content of another subject is misplaced, with or without its seal', async () => {
  await copyRow('records', 'ciphertext', other, subject);
  await assert.rejects(profile(), withCode('VAULT_RECORD_MISPLACED'));
  await copyRow('records', 'ciphertext, ciphertext_length, ciphertext_sha256', other, subject);
  await assert.rejects(profile(), withCode('VAULT_RECORD_MISPLACED'));
  await services.owner.query(`update data_keys set (wrapped, key_id) =
    (select wrapped, key_id from data_keys as source where subject = '${other}') where subject = '${subject}'`);
  await assert.rejects(profile(), withCode('VAULT_WRONG_KEY'), 'and so is a key with it');
});

test('two rows of one subject that swapped places are misplaced', async () => {
  const worker = services.workerVault.as(theWorker);
  const put = (sound: boolean) =>
    worker.put('finding', {
      subject,
      idempotencyKey: newIdempotencyKey(),
      value: { sound, remark: 'x' },
    });
  const [one, two] = [await put(true), await put(false)];
  await services.owner.query(`update records set ref = $2 where ref = $1`, [
    one,
    newReference(storedTypes.records.finding.kind),
  ]);
  await services.owner.query(`update records set ref = $1 where ref = $2`, [one, two]);
  await assert.rejects(worker.get('finding', one), withCode('VAULT_RECORD_MISPLACED'));
});

test('a row that is moved to another subject, or given another type, is misplaced', async () => {
  const worker = services.workerVault.as(theWorker);
  const value = { sound: true, remark: 'x' };
  const idempotencyKey = newIdempotencyKey();
  const ref = await worker.put('finding', { subject, value, idempotencyKey });
  await services.owner.query(`update records set subject = $2 where ref = $1`, [ref, other]);
  await assert.rejects(worker.get('finding', ref), withCode('VAULT_RECORD_MISPLACED'));
  await services.owner.query(`update records set subject = $2, type = 'summary' where ref = $1`, [
    ref,
    subject,
  ]);
  await assert.rejects(worker.get('summary', ref), withCode('VAULT_RECORD_MISPLACED'));
});

// control: ASVS 11.3.3
test('a row with a flipped bit is altered, wherever the bit is', async () => {
  const sound = await ciphertextOf(subject);
  for (let index = 0; index < sound.length; index += 5) {
    await overwrite(subject, flipped(sound, index));
    await assert.rejects(profile(), withCode('VAULT_ALTERED'), `byte ${index}`);
  }
});

test('a row that was cut or extended is truncated, or has trailing data', async () => {
  const sound = await ciphertextOf(subject);
  for (const length of [0, 1, 100, sound.length - 1]) {
    await overwrite(subject, sound.subarray(0, length));
    await assert.rejects(profile(), withCode('VAULT_TRUNCATED'), `${length} bytes`);
  }
  await overwrite(subject, Buffer.concat([sound, Buffer.from('!')]));
  await assert.rejects(profile(), withCode('VAULT_TRAILING_DATA'));
  await overwrite(subject, sound);
  assert.deepEqual(await profile(), someProfile);
});

test('no other key opens a record: of another file, tenant or subject, altered, or newly made', async () => {
  const keyFile = join(services.keyFile, '..', 'other');
  await createKeyFile(keyFile);
  const otherFile = {
    ...services,
    pool: services.portal,
    keys: await createLocalKeyProvider(keyFile),
    tenant: 'test',
  };
  const otherTenant = { ...services, pool: services.portal, tenant: 'another' };
  for (const dependencies of [otherFile, otherTenant]) {
    const session = createVault(dependencies).as(member);
    await assert.rejects(session.get('profile', subject), withCode('VAULT_WRONG_KEY'));
  }
  const { rows } = await services.owner.query(`select wrapped from data_keys where subject = $1`, [
    subject,
  ]);
  const anew = await newDataKey(services.keys, 'test', { subject, owner: member.id });
  for (const wrapped of [flipped(rows[0].wrapped, 200), anew.wrapped]) {
    await services.owner.query(`update data_keys set wrapped = $2 where subject = $1`, [
      subject,
      wrapped,
    ]);
    await assert.rejects(profile(), withCode('VAULT_WRONG_KEY'));
  }
});

test('an attacker who becomes the owner of a subject in the database reads nothing of it', async () => {
  const { ref } = await upload(services, member, subject, 'a face');
  const thief = newActor('member');
  await services.owner.query(`update subjects set owner = $2 where ref = $1`, [subject, thief.id]);
  const session = services.vault.as(thief);
  await assert.rejects(session.get('profile', subject), withCode('VAULT_WRONG_KEY'));
  await assert.rejects(session.listDocuments(subject), withCode('VAULT_WRONG_KEY'));
  await assert.rejects(session.getDocument(ref), withCode('VAULT_WRONG_KEY'));
  await assert.rejects(session.pseudonym(subject, 'news'), withCode('VAULT_WRONG_KEY'));
});

test('the description of a document cannot be taken from another, nor changed', async () => {
  const { ref } = await upload(services, member, subject, 'one');
  const { ref: second } = await upload(services, member, subject, 'two');
  const { rows } = await services.owner.query(`select metadata from documents where ref = $1`, [
    ref,
  ]);
  const sound: Buffer = rows[0].metadata;
  const setMetadata = (metadata: Buffer) =>
    services.owner.query(`update documents set metadata = $2 where ref = $1`, [ref, metadata]);
  const list = () => services.vault.as(member).listDocuments(subject);

  await setMetadata(flipped(sound, sound.length - 20));
  await assert.rejects(list(), withCode('VAULT_ALTERED'));
  await setMetadata(sound.subarray(0, -1));
  await assert.rejects(list(), withCode('VAULT_TRUNCATED'));
  await copyRow('documents', 'metadata, metadata_length, metadata_sha256', second, ref);
  await assert.rejects(list(), withCode('VAULT_RECORD_MISPLACED'));
  await assert.rejects(download(ref), withCode('VAULT_RECORD_MISPLACED'));
});

/** An uploaded document, and how to read and replace its object. */
async function storedObject(content: string | Buffer, into = subject) {
  const { ref } = await upload(services, member, into, content);
  const { rows } = await services.owner.query(`select object_key from documents where ref = $1`, [
    ref,
  ]);
  const at = { Bucket: services.bucket, Key: rows[0].object_key as string };
  const { Body } = await services.s3.send(new GetObjectCommand(at));
  const bytes = Buffer.from(await Body!.transformToByteArray());
  const replace = (Body: Buffer) => services.s3.send(new PutObjectCommand({ ...at, Body }));
  return { ref, at, bytes, replace };
}

test('an object in the place of another is misplaced: of one subject or two, of one length or two', async () => {
  const victim = await storedObject('same length');
  const others = [
    await storedObject('SAME LENGTH'),
    await storedObject('longer than the other'),
    await storedObject('SAME LENGTH', other),
    await storedObject('short', other),
  ];
  for (const { bytes } of others) {
    await victim.replace(bytes);
    await assert.rejects(download(victim.ref), withCode('VAULT_OBJECT_MISPLACED'));
  }
  const pointToAnother = `update documents set object_key = $2 where ref = $1`;
  await services.owner.query(`delete from documents where ref = $1`, [others[0]!.ref]);
  await services.owner.query(pointToAnother, [victim.ref, others[0]!.at.Key]);
  await assert.rejects(download(victim.ref), withCode('VAULT_OBJECT_MISPLACED'));
});

// control: ASVS 11.3.3
test('an object that was altered, cut, extended or deleted is refused by that name', async () => {
  const { ref, at, bytes, replace } = await storedObject(Buffer.alloc(200_000, 'x'));
  const positions = [0, 5, 60, 150, 250, 400, 1_000, 100_000, bytes.length - 1];
  for (const position of positions) {
    await replace(flipped(bytes, position));
    await assert.rejects(download(ref), withCode('VAULT_ALTERED'), `byte ${position}`);
  }
  for (const length of [0, 40, 100_000, bytes.length - 1]) {
    await replace(bytes.subarray(0, length));
    await assert.rejects(download(ref), withCode('VAULT_TRUNCATED'), `${length} bytes`);
  }
  await replace(Buffer.concat([bytes, Buffer.from('!')]));
  await assert.rejects(download(ref), withCode('VAULT_TRAILING_DATA'));
  await replace(bytes);
  assert.equal((await download(ref)).length, 200_000);
  await services.s3.send(new DeleteObjectCommand(at));
  await assert.rejects(download(ref), withCode('VAULT_OBJECT_MISSING'));
});

test('one part of a subject does not open as another', async () => {
  const session = services.vault.as(member);
  await session.put('habits', { subject, value: { tea: true } });
  const columns = 'ciphertext, ciphertext_length, ciphertext_sha256';
  await services.owner.query(
    `update records set (${columns}) = (select ${columns} from records where ref = $1 and type = 'profile')
     where ref = $1 and type = 'habits'`,
    [subject],
  );
  await assert.rejects(session.get('habits', subject), withCode('VAULT_RECORD_MISPLACED'));
});
