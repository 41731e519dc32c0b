/** The comparison’s part of `npm start`. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import { createTestLauncher } from '#infra/local/spawn-launcher.ts';
import type { TestLauncher } from '#infra/local/spawn-launcher.ts';
import { openStore, readFrom, writeTo } from '#infra/local/testing/stores.ts';
import { createCodecDataConverter } from './codec/data-converter.ts';
import type { ComparisonEndpoints } from './launch.ts';

let launcher: TestLauncher;
before(async () => {
  launcher = await createTestLauncher();
  await launcher.start();
});
after(() => launcher.remove());

const endpoints = async () => (await launcher.endpoints()) as ComparisonEndpoints;

test('npm run codec:token prints an access token for the Codec Server and nothing else', async () => {
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

test('the command in the Codec Server’s README shows an encrypted workflow in the clear', async () => {
  const { temporal, codecServer } = await endpoints();
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

test('in S3, the comparison cannot reach what the vault stores, nor the product what the comparison stores', async () => {
  const { bucket } = (await endpoints()).s3;
  const { payloadsBucket } = (await endpoints()).approaches;
  const approaches = await openStore(launcher, 'Approaches');
  await writeTo({ ...approaches, bucket: payloadsBucket }, 'payload');
  await assert.rejects(writeTo({ ...approaches, bucket }, 'uploads/1'), { name: 'AccessDenied' });
  await assert.rejects(readFrom({ ...approaches, bucket }, 'uploads/1'), { name: 'AccessDenied' });
  const codecServer = { ...(await openStore(launcher, 'CodecServer')), bucket: payloadsBucket };
  await readFrom(codecServer, 'payload');
  await assert.rejects(writeTo(codecServer, 'payload'), { name: 'AccessDenied' });
  await assert.rejects(readFrom({ ...codecServer, bucket }, 'uploads/1'), { name: 'AccessDenied' });
  for (const name of ['Portal', 'Worker'] as const) {
    const store = { ...(await openStore(launcher, name)), bucket: payloadsBucket };
    await assert.rejects(writeTo(store, 'payload'), { name: 'AccessDenied' });
    await assert.rejects(readFrom(store, 'payload'), { name: 'AccessDenied' });
  }
});

/** No worker takes it: its input is in history all the same. */
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
