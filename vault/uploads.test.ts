import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as delay } from 'node:timers/promises';
import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Pool } from 'pg';
import { createS3 } from '#infra/s3/client.ts';
import { newIdempotencyKey } from './idempotency-keys.ts';
import type { Actor } from './actor.ts';
import type { NewDocument } from './session.ts';
import { createSweeper } from './sweeper.ts';
import {
  close,
  newActor,
  open,
  openTestVault,
  theSweeper,
  theWorker,
  upload,
  withCode,
} from './testing/vault.ts';
import type { TestTypes } from './testing/stored-types.ts';
import type { TestVault } from './testing/vault.ts';
import { losingAnswer } from './testing/lost-answer.ts';
import { createVault } from './vault.ts';
import type { TestSubject } from './testing/stored-types.ts';
import { storedTypes } from './testing/stored-types.ts';
import { isReference } from '#contract/index.ts';

const megabyte = 2 ** 20;
let services: TestVault;
let member: Actor;
let subject: TestSubject;
before(async () => {
  services = await openTestVault();
  member = newActor('member');
});
test.beforeEach(async () => {
  subject = await open(services, member);
});
after(() => services.close());

function document(
  content: Readable,
  more: Partial<NewDocument<TestTypes, 'scan'>> = {},
): NewDocument<TestTypes, 'scan'> {
  const named = { fileName: 'passport.png', mediaType: 'image/png' };
  return { subject, type: 'scan', ...named, content, maxBytes: 64 * megabyte, ...more };
}
const put = (content: Readable, more: Partial<NewDocument<TestTypes, 'scan'>> = {}) =>
  services.vault.as(member).putDocument(document(content, more));

const portalSweeper = (other: { s3?: S3Client } = {}) =>
  createSweeper({
    ...services,
    pool: services.portal,
    actor: theSweeper,
    prefix: 'uploads/',
    ...other,
  });

/** A stream of so many bytes, made as it is read. */
function bytes(length: number): Readable {
  const piece = Buffer.alloc(65_536, 'x');
  return Readable.from(
    (function* () {
      for (let left = length; left > 0; left -= piece.length)
        yield piece.subarray(0, Math.min(left, piece.length));
    })(),
    { objectMode: false },
  );
}

/** Everything of the subject's that is not a document: notes, objects, parts of objects. */
async function leftovers(of = subject): Promise<{ notes: number; objects: number; parts: number }> {
  const Bucket = services.bucket;
  const { Contents = [] } = await services.s3.send(new ListObjectsV2Command({ Bucket }));
  const { Uploads = [] } = await services.s3.send(new ListMultipartUploadsCommand({ Bucket }));
  const db = await services.portal.connect();
  try {
    await db.query(`select set_config('vault.role', 'sweeper', false)`);
    const notes = await db.query(`select from unpublished_objects where subject = $1`, [of]);
    const known = await db.query<{ object_key: string }>(`select object_key from documents`);
    const published = new Set(known.rows.map((row) => row.object_key));
    const objects = Contents.filter(({ Key }) => !published.has(Key ?? ''));
    return { notes: notes.rowCount ?? 0, objects: objects.length, parts: Uploads.length };
  } finally {
    db.release(true);
  }
}
const nothing = { notes: 0, objects: 0, parts: 0 };

test('a document of several parts comes back with its name, type and length', async () => {
  const content = Buffer.concat([Buffer.alloc(11 * megabyte, 'a'), Buffer.from('the end')]);
  const stored = await put(Readable.from([content]));
  assert.equal(stored.bytes, content.length);
  const session = services.vault.as(member);
  const { content: back, ...description } = await session.getDocument(stored.ref);
  assert.ok((await buffer(back)).equals(content));
  assert.deepEqual(await session.listDocuments(subject), [description]);
  assert.equal(description.fileName, 'passport.png');
  assert.equal(description.mediaType, 'image/png');
  assert.equal(description.bytes, content.length);
  assert.deepEqual(await leftovers(), nothing);
});

test('an empty document and one of exactly the maximum size are stored', async () => {
  assert.equal((await put(Readable.from([]))).bytes, 0);
  const stored = await put(bytes(megabyte), { maxBytes: megabyte });
  const { content } = await services.vault.as(member).getDocument(stored.ref);
  assert.equal((await buffer(content)).length, megabyte);
});

test('a document that is too large is refused as soon as that shows, and leaves nothing', async () => {
  const source = bytes(60 * megabyte);
  await assert.rejects(
    put(source, { maxBytes: 12 * megabyte }),
    withCode('VAULT_DOCUMENT_TOO_LARGE'),
  );
  assert.ok(source.destroyed);
  await assert.rejects(put(bytes(11), { maxBytes: 10 }), withCode('VAULT_DOCUMENT_TOO_LARGE'));
  assert.deepEqual(await leftovers(), nothing);
  assert.deepEqual(await services.vault.as(member).listDocuments(subject), []);
});

test('a document whose sender disconnects leaves nothing, however the connection ends', async () => {
  const goAway: ((content: PassThrough, gone: AbortController) => void)[] = [
    (content) => content.destroy(new Error('secret: 078-05-1120')),
    (content) => content.destroy(),
    (_content, gone) => gone.abort(),
  ];
  for (const go of goAway) {
    for (const sent of [1_000, 7 * megabyte]) {
      const [content, gone] = [new PassThrough(), new AbortController()];
      const storing = put(content, { signal: gone.signal });
      content.write(Buffer.alloc(sent));
      setTimeout(() => go(content, gone), 200);
      await assert.rejects(storing, withCode('VAULT_DOCUMENT_INCOMPLETE'));
    }
  }
  const before = new PassThrough();
  before.destroy(new Error('gone before it began'));
  await assert.rejects(put(before), withCode('VAULT_DOCUMENT_INCOMPLETE'));
  await assert.rejects(
    put(bytes(10), { signal: AbortSignal.abort() }),
    withCode('VAULT_DOCUMENT_INCOMPLETE'),
  );
  assert.deepEqual(await leftovers(), nothing);
});

test('two calls with one key store one document, in sequence and concurrently', async () => {
  const session = services.workerVault.as(theWorker);
  const letter = (text: string) =>
    session.putDocument({
      ...document(Readable.from([Buffer.from(text)])),
      type: 'letter',
      idempotencyKey: 'letter',
    });
  const all = await Promise.all(['a', 'bb', 'ccc', 'dddd'].map(letter));
  const [first] = all;
  assert.equal(new Set(all.map(({ ref }) => ref)).size, 1);
  assert.deepEqual(await letter('something else'), first);
  assert.ok(isReference(first?.ref, storedTypes.documents.letter.kind));
  const { content } = await session.getDocument(first.ref);
  assert.equal((await buffer(content)).length, first.bytes, 'the row and the object agree');
  assert.deepEqual(await leftovers(), nothing);
});

test('a document whose commit was not acknowledged stays readable, and the retry finds it', async () => {
  const pool = losingAnswer(services.portal);
  const session = createVault({ ...services, pool, tenant: 'test' }).as(member);
  const idempotencyKey = newIdempotencyKey();
  const store = () => session.putDocument(document(Readable.from(['a face']), { idempotencyKey }));
  await assert.rejects(store(), { code: 'DATABASE_UNAVAILABLE' });
  const { ref } = await store();
  const { content } = await session.getDocument(ref);
  assert.equal((await buffer(content)).toString(), 'a face');
  assert.deepEqual(await leftovers(), nothing);
});

test('when S3 is down or refuses, the error says so, and the sweeper cleans up later', async () => {
  const [endpoint, credential] = ['http://127.0.0.1:9', 'x'.repeat(20)];
  const s3 = createS3({
    endpoint,
    region: 'us-east-1',
    accessKeyId: credential,
    secretAccessKey: credential,
  });
  const session = createVault({ ...services, pool: services.portal, tenant: 'test', s3 }).as(
    member,
  );
  const slow = new PassThrough();
  slow.write(Buffer.alloc(9 * megabyte));
  await assert.rejects(session.putDocument(document(slow)), withCode('VAULT_STORAGE_UNAVAILABLE'));
  assert.ok(slow.destroyed, 'it does not wait for a sender that has more');
  const { ref } = await put(bytes(10));
  await assert.rejects(session.getDocument(ref), withCode('VAULT_STORAGE_UNAVAILABLE'));
  await session.removeDocument(ref);
  assert.deepEqual(await services.vault.as(member).listDocuments(subject), []);
  assert.deepEqual(await leftovers(), { notes: 2, objects: 1, parts: 0 });

  const down = portalSweeper({ s3 });
  assert.equal(await down.removeUnpublishedObjects(1), 0);
  const up = portalSweeper();
  assert.equal(await up.removeUnpublishedObjects(1), 2);
  assert.deepEqual(await leftovers(), nothing);
});

test('the sweeper removes what a killed process left behind once it is old enough', async () => {
  const child = fork(new URL('testing/upload.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.send({ ...services.connection, keyFile: services.keyFile, subject, member });
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.deepEqual(await leftovers(), { notes: 1, objects: 0, parts: 1 });
  const { removeUnpublishedObjects } = portalSweeper();
  assert.equal(await removeUnpublishedObjects(1), 0, 'it may still be alive');
  assert.equal(await removeUnpublishedObjects(0), 1);
  assert.deepEqual(await leftovers(), nothing);
});

test('each process sweeps its own prefix: the portal no letters, the worker no uploads', async () => {
  const content = () => Readable.from(['x']);
  const s3 = createS3({
    ...services.connection.storage,
    endpoint: 'http://127.0.0.1:9',
  });
  const failing = (pool: Pool, actor: Actor) =>
    createVault({ ...services, pool, tenant: 'test', s3 }).as(actor);
  await assert.rejects(failing(services.portal, member).putDocument(document(content())));
  const letter = { ...document(content()), type: 'letter' as const };
  await assert.rejects(failing(services.worker, theWorker).putDocument(letter));
  assert.equal((await leftovers()).notes, 2);

  const portal = portalSweeper();
  const worker = createSweeper({
    ...services,
    pool: services.worker,
    actor: theWorker,
    prefix: 'letters/',
  });
  assert.equal(await portal.removeUnpublishedObjects(1), 1, 'its upload');
  assert.equal(await portal.removeUnpublishedObjects(1), 0);
  assert.equal(await worker.removeUnpublishedObjects(1), 1, 'its letter');
  assert.deepEqual(await leftovers(), nothing);
});

test('a file name that is too long is refused, and leaves nothing', async () => {
  const fileName = 'x'.repeat(256);
  await assert.rejects(put(bytes(10), { fileName }), withCode('VAULT_RECORD_INVALID'));
  assert.deepEqual(await leftovers(), nothing);
});

test('an upload that the sweeper has cleared as abandoned is not published', async () => {
  const content = new PassThrough();
  const storing = put(content);
  content.write(Buffer.alloc(megabyte));
  await delay(200);
  await portalSweeper().removeUnpublishedObjects(0);
  content.end();
  await assert.rejects(storing, withCode('VAULT_DOCUMENT_INCOMPLETE'));
  assert.deepEqual(await leftovers(), nothing);
  assert.deepEqual(await services.vault.as(member).listDocuments(subject), []);
});

test('a closed subject accepts no document, not even one already on its way, and gives none up', async () => {
  await upload(services, member, subject, 'a face');
  await upload(services, member, subject, 'some numbers');
  const session = services.vault.as(member);
  const slow = new PassThrough();
  const storing = put(slow);
  slow.write('x');
  await delay(200);
  await close(services, member, subject);
  slow.end();
  await assert.rejects(storing, withCode('VAULT_SUBJECT_CLOSED'));
  assert.deepEqual(await leftovers(), nothing);
  await assert.rejects(put(bytes(10)), withCode('VAULT_SUBJECT_CLOSED'));
  const [first] = await session.listDocuments(subject);
  await assert.rejects(session.removeDocument(first!.ref), withCode('VAULT_SUBJECT_CLOSED'));
  assert.equal((await session.listDocuments(subject)).length, 2);
});

test('removing a document of an open subject removes its object, and is idempotent', async () => {
  const { ref } = await put(bytes(10));
  const session = services.vault.as(member);
  await session.removeDocument(ref);
  await session.removeDocument(ref);
  await assert.rejects(session.getDocument(ref), withCode('VAULT_NOT_FOUND'));
  assert.deepEqual(await leftovers(), nothing);
});

test('memory does not grow with the size of the document, in either direction', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used: number[] = [];
  async function* watched(source: Readable) {
    let length = 0;
    for await (const piece of source as AsyncIterable<Buffer>) {
      if (length % (4 * megabyte) < piece.length) {
        // What is in use, and not what waits to be collected: the second run waits for the first
        // one's sweeping.
        collect();
        collect();
        used.push(process.memoryUsage().arrayBuffers);
      }
      length += piece.length;
      yield piece;
    }
  }
  const { ref } = await put(Readable.from(watched(bytes(64 * megabyte))));
  const { content } = await services.vault.as(member).getDocument(ref);
  let length = 0;
  for await (const piece of watched(content)) length += piece.length;
  assert.equal(length, 64 * megabyte);
  const most = (Math.max(...used) - Math.min(...used)) / megabyte;
  assert.ok(most < 40, `${Math.round(most)} MB`);
});

test('abandoning more downloads than there are connections leaves the next one working', async () => {
  const { ref } = await put(bytes(2 * megabyte));
  const session = services.vault.as(member);
  for (let count = 0; count < 60; count += 1) (await session.getDocument(ref)).content.destroy();
  const { content } = await session.getDocument(ref);
  assert.equal((await buffer(content)).length, 2 * megabyte);
});
