import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KeyError } from '#infra/kms/key-provider.ts';
import { newIdempotencyKey } from './idempotency-keys.ts';
import { actingAs } from './actor.ts';
import type { Actor } from './actor.ts';
import { newReference } from './references.ts';
import { closeSubject } from './subjects.ts';
import {
  close,
  newActor,
  open,
  openTestVault,
  someProfile,
  theWorker,
  withCode,
} from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';
import { createVault } from './vault.ts';
import { storedTypes } from './testing/stored-types.ts';

let services: TestVault;
let member: Actor;
before(async () => {
  services = await openTestVault();
  member = newActor('member');
});
after(() => services.close());

const finding = (remark: string) => ({ sound: true, remark });

test('a record is read as it was stored, by its owner and by the worker', async () => {
  const subject = await open(services, member);
  const session = services.vault.as(member);
  const ref = await session.put('profile', { subject, value: someProfile });
  assert.equal(ref, subject);
  assert.deepEqual(await session.get('profile', ref), someProfile);
  const found = await services.workerVault.as(theWorker).find('profile', subject);
  assert.deepEqual(found, { ref, value: someProfile });
});

test('opening a subject twice with one key gives one subject', async () => {
  const session = services.vault.as(member);
  const key = newIdempotencyKey();
  const refs = await Promise.all(
    Array.from({ length: 4 }, () => session.openSubject(member.id, key)),
  );
  assert.equal(new Set(refs).size, 1);
  assert.notEqual(await session.openSubject(member.id, newIdempotencyKey()), refs[0]);
});

test('the first write of a record wins, in sequence and concurrently', async () => {
  const subject = await open(services, member);
  const worker = services.workerVault.as(theWorker);
  const first = await worker.put('finding', { subject, value: finding('one') });
  assert.equal(await worker.put('finding', { subject, value: finding('two') }), first);
  assert.deepEqual(await worker.get('finding', first), finding('one'));

  const [names, idempotencyKey] = [['a', 'b', 'c', 'd'], newIdempotencyKey()];
  const refs = await Promise.all(
    names.map((name) => worker.put('finding', { subject, value: finding(name), idempotencyKey })),
  );
  assert.equal(new Set(refs).size, 1);
  assert.notEqual(refs[0], first);
  assert.equal((await worker.find('finding', subject))?.ref, refs[0], 'find returns the latest');
});

test('a value that does not fit its type is refused, and so is a reference to nothing or to another type', async () => {
  const subject = await open(services, member);
  const session = services.vault.as(member);
  const value = { ...someProfile, number: '078-05-1120' };
  await assert.rejects(
    session.put('profile', { subject, value }),
    withCode('VAULT_RECORD_INVALID'),
  );
  await session.put('profile', { subject, value: someProfile });
  await assert.rejects(session.get('ruling', subject), withCode('VAULT_NOT_FOUND'));
  await assert.rejects(
    session.get('ruling', newReference(storedTypes.records.ruling.kind)),
    withCode('VAULT_NOT_FOUND'),
  );
  assert.equal(await session.find('summary', subject), undefined);
  await assert.rejects(
    session.put('profile', { subject: newReference(storedTypes.subject), value: someProfile }),
    withCode('VAULT_NOT_FOUND'),
  );
});

test('after closing, the owner writes nothing more, and other writers still do', async () => {
  const reviewer = newActor('reviewer');
  const subject = await open(services, member);
  const own = services.vault.as(member);
  const ruling = { subject, value: { verdict: 'sound', reviewer: reviewer.id } };
  await assert.rejects(
    services.vault.as(reviewer).put('ruling', ruling),
    withCode('VAULT_NOT_FOUND'),
    'an open subject is hidden from reviewers',
  );
  await own.put('profile', { subject, value: someProfile });
  await close(services, member, subject);
  assert.equal(await own.put('profile', { subject, value: someProfile }), subject, 'a retry');
  const empty = await open(services, member);
  await close(services, member, empty);
  await assert.rejects(
    own.put('profile', { subject: empty, value: someProfile }),
    withCode('VAULT_SUBJECT_CLOSED'),
  );
  await assert.rejects(own.put('ruling', ruling), withCode('VAULT_CONFLICT'));
  const ref = await services.vault.as(reviewer).put('ruling', ruling);
  assert.deepEqual(await services.workerVault.as(theWorker).get('ruling', ref), ruling.value);
});

test('closing a subject is idempotent, does the product’s part once, and stays undone if that fails', async () => {
  const subject = await open(services, member);
  const closing = (alongside: () => Promise<void>) =>
    actingAs(services.portal, member, (db) => closeSubject(db, subject, alongside));
  const failure = new Error('incomplete');
  await assert.rejects(
    closing(() => Promise.reject(failure)),
    failure,
  );
  let times = 0;
  const count = async () => void (times += 1);
  await closing(count);
  await closing(count);
  assert.equal(times, 1);
  await assert.rejects(
    actingAs(services.portal, newActor('member'), (db) => closeSubject(db, subject, count)),
    withCode('VAULT_NOT_FOUND'),
  );
});

test('an owner opens up to twenty subjects, and closing one makes room', async () => {
  const busy = newActor('member');
  const session = services.vault.as(busy);
  const opening = () => session.openSubject(busy.id, newIdempotencyKey());
  const [first] = await Promise.all(Array.from({ length: 20 }, opening));
  await assert.rejects(opening(), withCode('VAULT_TOO_MANY_OPEN'));
  await close(services, busy, first!);
  await opening();
});

test('an unavailable key service is a storage fault and not a wrong key', async () => {
  const subject = await open(services, member);
  const down = () => Promise.reject(new KeyError('KEY_SERVICE_UNAVAILABLE'));
  const keys = { keyId: 'test', generateDataKey: down, unwrapDataKey: down };
  const session = createVault({ ...services, pool: services.portal, tenant: 'test', keys }).as(
    member,
  );
  const unavailable = withCode('VAULT_STORAGE_UNAVAILABLE');
  await assert.rejects(session.put('profile', { subject, value: someProfile }), unavailable);
  await assert.rejects(session.openSubject(member.id, newIdempotencyKey()), unavailable);
});

test('parts are written by one insert, share the subject’s reference, and are read by one query', async () => {
  const subject = await open(services, member);
  const session = services.vault.as(member);
  const parts = { profile: someProfile, habits: { tea: true } };
  await session.putParts(subject, parts);
  await session.putParts(subject, { ...parts, habits: { tea: false } });
  assert.deepEqual(await session.getParts(subject, 'habits', 'profile'), parts);
  assert.deepEqual(await session.getParts(subject, 'habits'), { habits: parts.habits });
  assert.deepEqual(await session.get('habits', subject), parts.habits);
});

test('parts that are written at the same time come from one of the writers', async () => {
  const subject = await open(services, member);
  const session = services.vault.as(member);
  const writers = [true, false].map((tea) => ({
    profile: { ...someProfile, name: String(tea) },
    habits: { tea },
  }));
  await Promise.all(writers.map((parts) => session.putParts(subject, parts)));
  const { profile, habits } = await session.getParts(subject, 'profile', 'habits');
  assert.equal(profile.name, String(habits.tea));
});

test('a part that is missing is found neither alone nor among others', async () => {
  const subject = await open(services, member);
  const session = services.vault.as(member);
  await session.put('profile', { subject, value: someProfile });
  assert.equal(await session.findParts(subject, 'profile', 'habits'), undefined);
  await assert.rejects(session.getParts(subject, 'profile', 'habits'), withCode('VAULT_NOT_FOUND'));
});
