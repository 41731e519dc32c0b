/** The launcher as a person uses it: real processes, a state folder of its own, ports that are free. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPool } from '#infra/postgres/pool.ts';
import type { Endpoints } from './endpoints.ts';
import { isListening } from './ports.ts';
import { postgresFolderFor } from './postgres-binaries.ts';
import { processIdentity } from './process-identity.ts';

type LauncherProcess = ChildProcessByStdio<null, Readable, Readable>;

const stateFolder = await mkdtemp(join(tmpdir(), 'harbor-launcher-'));
const launched: LauncherProcess[] = [];

after(async () => {
  for (const child of launched) child.kill('SIGTERM');
  await Promise.all(launched.map(hasEnded));
  await rm(postgresFolderFor(stateFolder), { recursive: true, force: true });
  await rm(stateFolder, { recursive: true, force: true });
});

test('starts everything until the portal answers', async () => {
  await launchUntilReady();
  const { portal } = await endpoints();
  const health = await fetch(`${portal.url}/healthz`);
  assert.equal(await health.text(), 'ok');
});

test('a second launcher on the same state folder refuses to start', async () => {
  const { code, errors } = await launchUntilEnd();
  assert.equal(code, 1);
  assert.match(errors, /already runs/);
});

test('a portal that dies is started again', async () => {
  const { portal } = await endpoints();
  const said = lineOf(current(), /^portal runs again/);
  process.kill((await pids()).portal ?? 0, 'SIGKILL');
  await said;
  assert.equal((await fetch(`${portal.url}/healthz`)).status, 200);
});

test('after kill -9 of the launcher, the next start stops the orphans and finds the data', async () => {
  await query(`update users set display_name = 'Kept' where email = 'alex@example.com'`);
  await store('kept');
  const orphans = await pids();
  const former = current();
  former.kill('SIGKILL');
  await hasEnded(former);
  await launchUntilReady();
  for (const pid of Object.values(orphans)) assert.equal(await isRunning(pid), false);
  await assertKept();
});

test('after kill -9 of everything at once, the next start finds the data', async () => {
  const former = current();
  const all = Object.values(await pids());
  former.kill('SIGKILL');
  for (const pid of all) process.kill(pid, 'SIGKILL');
  await hasEnded(former);
  await launchUntilReady();
  await assertKept();
});

test('Ctrl-C ends every process and leaves no port open', async () => {
  const { portal, temporal, s3, postgres } = await endpoints();
  const all = Object.values(await pids());
  const launcher = current();
  launcher.kill('SIGINT');
  assert.equal(await hasEnded(launcher), 0);
  for (const pid of all) assert.equal(await isRunning(pid), false);
  for (const url of [portal.url, `http://${temporal.address}`, s3.endpoint, postgres.ownerUrl]) {
    assert.equal(await isListening(Number(new URL(url).port)), false);
  }
  assert.deepEqual(await readdir(join(stateFolder, 'run')), []);
});

test('a well-known port that is taken is named, and nothing is left running', async (t) => {
  const squatter = createServer().listen(3000, '127.0.0.1');
  // If somebody has the port already, so much the better.
  await Promise.race([once(squatter, 'listening'), once(squatter, 'error')]);
  t.after(() => squatter.close());
  const { code, errors } = await launchUntilEnd(['--ports', 'fixed']);
  assert.equal(code, 1);
  assert.match(errors, /^port 3000, which the portal needs, is taken/m);
  assert.deepEqual(await readdir(join(stateFolder, 'run')), []);
});

function launch(args: string[]): LauncherProcess {
  const script = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [script, '--state-dir', stateFolder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  launched.push(child);
  return child;
}

async function launchUntilReady(): Promise<void> {
  const child = launch(['--ports', 'auto']);
  const errors = text(child.stderr);
  const ended = hasEnded(child).then(async (code) => {
    throw new Error(`the launcher ended with code ${code}: ${await errors}`);
  });
  await Promise.race([lineOf(child, /^Harbor Lending is ready/), ended]);
  ended.catch(() => {});
}

async function launchUntilEnd(args = ['--ports', 'auto']): Promise<{ code: number | null; errors: string }> {
  const child = launch(args);
  child.stdout.resume();
  const errors = await text(child.stderr);
  return { code: await hasEnded(child), errors };
}

function current(): LauncherProcess {
  const running = launched.findLast((child) => child.exitCode === null && child.signalCode === null);
  assert.ok(running);
  return running;
}

async function hasEnded(child: LauncherProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function lineOf(child: LauncherProcess, awaited: RegExp): Promise<void> {
  return new Promise((resolve) => {
    createInterface(child.stdout).on('line', (line) => awaited.test(line) && resolve());
  });
}

async function endpoints(): Promise<Endpoints> {
  return JSON.parse(await readFile(join(stateFolder, 'endpoints.json'), 'utf8')) as Endpoints;
}

/** The process numbers of everything that the launcher has started, by name. */
async function pids(): Promise<Record<string, number>> {
  const records = await readdir(join(stateFolder, 'run'));
  const entries = records.map(async (file) => {
    const { pid } = JSON.parse(await readFile(join(stateFolder, 'run', file), 'utf8')) as { pid: number };
    return [file.replace('.json', ''), pid] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function isRunning(pid: number): Promise<boolean> {
  return (await processIdentity(pid)) !== undefined;
}

async function assertKept(): Promise<void> {
  assert.equal((await query(`select from users where display_name = 'Kept'`)).length, 1);
  assert.equal(await stored(), 'kept');
}

async function store(content: string): Promise<void> {
  const { s3, bucket } = await objectStore();
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'kept', Body: content }));
}

async function stored(): Promise<string | undefined> {
  const { s3, bucket } = await objectStore();
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'kept' }));
  return Body?.transformToString();
}

async function objectStore(): Promise<{ s3: S3Client; bucket: string }> {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = (await endpoints()).s3;
  const credentials = { accessKeyId, secretAccessKey };
  return { s3: new S3Client({ endpoint, region, credentials, forcePathStyle: true }), bucket };
}

async function query(statement: string): Promise<unknown[]> {
  const { ownerUrl, ca } = (await endpoints()).postgres;
  const pool = createPool({ HARBOR_DATABASE_URL: ownerUrl, HARBOR_DATABASE_CA: ca });
  return pool
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => pool.end());
}
