/** The launcher as a person uses it: real processes, a state folder of its own, ports that are free. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Client, Connection } from '@temporalio/client';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createCodecDataConverter } from '#comparison/codec/data-converter.ts';
import { createTestLauncher } from './spawn-launcher.ts';
import { removeObject } from '#vault/objects.ts';
import { isListening } from './ports.ts';
import { processIdentity } from './process-identity.ts';
import type { Secrets } from './secrets.ts';

const launcher = await createTestLauncher();
after(() => launcher.remove());

test('starts everything until the portal answers', async () => {
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

test('in S3, the portal writes and removes only uploads, and the worker only letters', async () => {
  const [portal, worker] = [await processStore('Portal'), await processStore('Worker')];
  await writeTo(portal, 'uploads/1');
  await writeTo(worker, 'letters/1');
  await assert.rejects(writeTo(portal, 'letters/1'), { name: 'AccessDenied' });
  await assert.rejects(writeTo(worker, 'uploads/1'), { name: 'AccessDenied' });
  await assert.rejects(removeObject(portal, 'letters/1'), { code: 'VAULT_STORAGE_UNAVAILABLE' });
  await removeObject(portal, 'uploads/1');
  await removeObject(worker, 'letters/1');
});

test('a person at the command line gets a token for the Codec Server, and nothing else is printed', async () => {
  const { issuer } = (await launcher.endpoints()).identity;
  const args = ['run', '--silent', 'codec:token', '--', '--state-dir', launcher.stateFolder];
  const { stdout, stderr } = await promisify(execFile)('npm', args);
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  const { payload } = await jwtVerify(stdout.trim(), keys, {
    issuer,
    audience: 'harbor-codec-server',
  });
  assert.deepEqual([payload.namespaces, stderr], [['default'], '']);
});

test('an encrypted workflow is readable by the command that the Codec Server’s README gives', async () => {
  const { temporal, codecServer } = await launcher.endpoints();
  const workflowId = await startEncryptedWorkflow();
  const readme = await readFile('comparison/codec-server/README.md', 'utf8');
  const command = /^temporal workflow show .*$/m
    .exec(readme)![0]
    .replace('temporal', temporal.cli)
    .replace('WORKFLOW_ID', workflowId)
    .replace('http://localhost:3004', codecServer.url)
    .replace('codec:token', `codec:token -- --state-dir ${launcher.stateFolder}`);
  const env = { ...process.env, TEMPORAL_ADDRESS: temporal.address };
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
  assert.ok(stdout.includes(Buffer.from('"what it carries"').toString('base64')));
});

test('in S3, what other approaches store and what the vault stores are out of each other’s reach', async () => {
  const { bucket } = (await launcher.endpoints()).s3;
  const { payloadsBucket } = (await launcher.endpoints()).approaches;
  const approaches = await processStore('Approaches');
  await writeTo({ ...approaches, bucket: payloadsBucket }, 'payload');
  await assert.rejects(writeTo({ ...approaches, bucket }, 'uploads/1'), { name: 'AccessDenied' });
  await assert.rejects(read({ ...approaches, bucket }, 'uploads/1'), { name: 'AccessDenied' });
  const codecServer = { ...(await processStore('CodecServer')), bucket: payloadsBucket };
  await read(codecServer, 'payload');
  await assert.rejects(writeTo(codecServer, 'payload'), { name: 'AccessDenied' });
  await assert.rejects(read({ ...codecServer, bucket }, 'uploads/1'), { name: 'AccessDenied' });
  for (const name of ['Portal', 'Worker'] as const) {
    const store = { ...(await processStore(name)), bucket: payloadsBucket };
    await assert.rejects(writeTo(store, 'payload'), { name: 'AccessDenied' });
    await assert.rejects(read(store, 'payload'), { name: 'AccessDenied' });
  }
});

test('a portal that dies is started again', async () => {
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
  assert.deepEqual(await query(`select from users where display_name = 'Kept'`), []);
  const { s3, bucket } = await objectStore();
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'kept' })), {
    name: 'NoSuchKey',
  });
  await launcher.end('SIGINT');
});

test('a well-known port that is taken is named, and nothing is left running', async (t) => {
  const squatter = createServer().listen(3000, '127.0.0.1');
  // If somebody has the port already, so much the better.
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

/** The bucket, with the login of a process. */
/** Nobody works on it: what it was started with is in its history all the same. */
async function startEncryptedWorkflow(): Promise<string> {
  const { address, namespace } = (await launcher.endpoints()).temporal;
  const keys = await createLocalKeyProvider(join(launcher.stateFolder, 'codec-key-encryption-key'));
  const connection = await Connection.connect({ address });
  const dataConverter = createCodecDataConverter({ keys, namespace });
  const { workflow } = new Client({ connection, namespace, dataConverter });
  const workflowId = randomUUID();
  await workflow.start('loanApplication', {
    workflowId,
    taskQueue: workflowId,
    args: ['what it carries'],
  });
  await connection.close();
  return workflowId;
}

async function processStore(
  name: 'Portal' | 'Worker' | 'Approaches' | 'CodecServer',
): Promise<{ s3: S3Client; bucket: string }> {
  const secrets = JSON.parse(
    await readFile(join(launcher.stateFolder, 'secrets.json'), 'utf8'),
  ) as Secrets;
  const accessKeyId = secrets[`s3${name}KeyId`];
  return objectStore({ accessKeyId, secretAccessKey: secrets[`s3${name}Key`] });
}

function writeTo({ s3, bucket }: { s3: S3Client; bucket: string }, key: string): Promise<unknown> {
  return s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'written' }));
}

function read({ s3, bucket }: { s3: S3Client; bucket: string }, key: string): Promise<unknown> {
  return s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
}

async function storeData(): Promise<void> {
  await query(`update users set display_name = 'Kept' where email = 'alex@example.com'`);
  const { s3, bucket } = await objectStore();
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'kept', Body: 'kept' }));
}

async function assertDataIsKept(): Promise<void> {
  assert.equal((await query(`select from users where display_name = 'Kept'`)).length, 1);
  const { s3, bucket } = await objectStore();
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'kept' }));
  assert.equal(await Body?.transformToString(), 'kept');
}

async function objectStore(login?: {
  accessKeyId: string;
  secretAccessKey: string;
}): Promise<{ s3: S3Client; bucket: string }> {
  const { endpoint, region, bucket, ...admin } = (await launcher.endpoints()).s3;
  const credentials = login ?? admin;
  return { s3: new S3Client({ endpoint, region, credentials, forcePathStyle: true }), bucket };
}

async function query(statement: string): Promise<unknown[]> {
  const { ownerUrl, ca } = (await launcher.endpoints()).postgres;
  const pool = createPool({ url: ownerUrl, ca });
  return pool
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => pool.end());
}
