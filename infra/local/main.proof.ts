/** The launcher as a user runs it: real processes, a state folder of its own, free ports. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createPool } from '#infra/postgres/pool.ts';
import { createTestLauncher } from './spawn-launcher.ts';
import { removeObject } from '#vault/objects.ts';
import { isListening } from './ports.ts';
import { processIdentity } from './process-identity.ts';
import { openStore, readFrom, writeTo } from './testing/stores.ts';

const launcher = await createTestLauncher();
after(() => launcher.remove());

test('npm start starts everything until the portal answers', async () => {
  await launcher.start();
  const { portal } = await launcher.endpoints();
  const health = await fetch(`${portal.url}/healthz`);
  assert.equal(await health.text(), 'ok');
});

test('a second launcher on the same state folder refuses to start', async () => {
  const { code, errors } = await launcher.startInVain();
  assert.equal(code, 1);
  assert.match(errors, /already runs/);
});

test('in S3, the portal can write and remove only uploads, and the worker only letters', async () => {
  const portal = await openStore(launcher, 'Portal');
  const worker = await openStore(launcher, 'Worker');
  await writeTo(portal, 'uploads/1');
  await writeTo(worker, 'letters/1');
  await assert.rejects(writeTo(portal, 'letters/1'), { name: 'AccessDenied' });
  await assert.rejects(writeTo(worker, 'uploads/1'), { name: 'AccessDenied' });
  await assert.rejects(removeObject(portal, 'letters/1'), { code: 'VAULT_STORAGE_UNAVAILABLE' });
  await removeObject(portal, 'uploads/1');
  await removeObject(worker, 'letters/1');
});

test('a portal that dies is restarted', async () => {
  const { portal } = await launcher.endpoints();
  const restarted = launcher.says(/^portal runs again/);
  process.kill((await launcher.pids()).portal ?? 0, 'SIGKILL');
  await restarted;
  assert.equal((await fetch(`${portal.url}/healthz`)).status, 200);
});

test('after kill -9 of the launcher, the next start stops the orphans and finds the data', async () => {
  await storeData();
  const orphans = Object.values(await launcher.pids());
  await launcher.end('SIGKILL');
  await launcher.start();
  await assertNoneRuns(orphans);
  await assertDataIsKept();
});

test('after kill -9 of everything at once, the next start finds the data', async () => {
  const children = Object.values(await launcher.pids());
  const ended = launcher.end('SIGKILL');
  for (const pid of children) process.kill(pid, 'SIGKILL');
  await ended;
  await launcher.start();
  await assertDataIsKept();
});

test('with another key file nothing starts, and with the right one everything does again', async () => {
  await launcher.end('SIGINT');
  const key = join(launcher.stateFolder, 'key-encryption-key');
  await rename(key, `${key}.right`);
  const { errors } = await launcher.startInVain();
  assert.match(errors, /VAULT_KEY_NOT_HELD/);
  await rename(`${key}.right`, key);
  await launcher.start();
  await assertDataIsKept();
});

test('Ctrl-C ends every process and leaves no port open', async () => {
  const { portal, temporal, s3, postgres } = await launcher.endpoints();
  const children = Object.values(await launcher.pids());
  assert.equal(await launcher.end('SIGINT'), 0);
  await assertNoneRuns(children);
  for (const url of [portal.url, `http://${temporal.address}`, s3.endpoint, postgres.ownerUrl]) {
    assert.equal(await isListening(Number(new URL(url).port)), false);
  }
});

test('a fresh start forgets everything', async () => {
  await launcher.start(['--fresh']);
  assert.deepEqual(await query(`select from users where subject = 'kept'`), []);
  await assert.rejects(readFrom(await openStore(launcher), 'kept'), { name: 'NoSuchKey' });
  await launcher.end('SIGINT');
});

test('a taken well-known port is named in the error, and nothing is left running', async (t) => {
  const squatter = createServer().listen(3000, '127.0.0.1');
  // If another process has the port already, so much the better.
  await Promise.race([once(squatter, 'listening'), once(squatter, 'error')]);
  t.after(() => squatter.close());
  const { code, errors } = await launcher.startInVain(['--ports', 'fixed']);
  assert.equal(code, 1);
  assert.match(errors, /^port 3000, which the portal needs, is taken/m);
  assert.deepEqual(await launcher.pids(), {});
});

async function assertNoneRuns(pids: number[]): Promise<void> {
  for (const pid of pids) assert.equal(await processIdentity(pid), undefined);
}

async function storeData(): Promise<void> {
  await query(`insert into users (issuer, subject, role) values ('kept', 'kept', 'customer')`);
  await writeTo(await openStore(launcher), 'kept');
}

async function assertDataIsKept(): Promise<void> {
  assert.equal((await query(`select from users where subject = 'kept'`)).length, 1);
  assert.equal(await readFrom(await openStore(launcher), 'kept'), 'written');
}

async function query(statement: string): Promise<unknown[]> {
  const { ownerUrl, ca } = (await launcher.endpoints()).postgres;
  const pool = createPool({ url: ownerUrl, ca });
  return pool
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => pool.end());
}
