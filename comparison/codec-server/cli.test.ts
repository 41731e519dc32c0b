/**
 * The real Temporal CLI, as a person uses it: without the Codec Server, with it, and with it but
 * without a token.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import {
  createCodecDataConverter,
  createExternalStorageDataConverter,
} from '../codec/data-converter.ts';
import { testTemporal } from '#test/testing/services.ts';
import { secret } from './testing/codec.ts';
import { startTestCodecServer } from './testing/server.ts';
import type { TestCodecServer } from './testing/server.ts';

const { address, namespace, temporalCli } = testTemporal();
let server: TestCodecServer;
let connection: Connection;
let workflowId: string;
let externalWorkflowId: string;
before(async () => {
  server = await startTestCodecServer();
  connection = await Connection.connect({ address });
  const { s3, bucket, codec } = server;
  const options = { keys: codec.keys, namespace };
  workflowId = await startWorkflow(createCodecDataConverter(options));
  externalWorkflowId = await startWorkflow(
    createExternalStorageDataConverter({ ...options, s3, bucket }),
  );
});
after(async () => {
  await connection.close();
  await server.close();
});

/** No worker takes it: its input is in history all the same. */
async function startWorkflow(dataConverter: DataConverter): Promise<string> {
  const client = new Client({ connection, namespace, dataConverter });
  const started = await client.workflow.start('loanApplication', {
    workflowId: randomUUID(),
    taskQueue: randomUUID(),
    args: [{ applicant: secret, amount: 1 }, 'second argument'],
    memo: { note: `memo ${secret}` },
  });
  await started.signal('decided', `signal ${secret}`);
  return started.workflowId;
}

interface Shown {
  stdout: string;
  stderr: string;
  code: number;
}

function temporal(...args: string[]): Promise<Shown> {
  return run(args, {});
}

async function run(args: string[], env: Record<string, string>): Promise<Shown> {
  const where = ['--address', address, '--disable-config-file'];
  return promisify(execFile)(temporalCli, [...args, ...where], { env }).then(
    (shown) => ({ ...shown, code: 0 }),
    (failed: Shown) => failed,
  );
}

const show = (id: string, ...args: string[]) =>
  temporal('workflow', 'show', '-o', 'json', '-w', id, ...args);
const endpoint = () => ['--codec-endpoint', server.url];
const asOlive = async (claims = {}) => [
  ...endpoint(),
  '--codec-auth',
  `Bearer ${await server.issuer.token(claims)}`,
];

/** The data of every payload that the CLI printed, as text. */
function dataIn({ stdout }: Shown): string[] {
  const data = stdout.matchAll(/"data": "([^"]*)"/g);
  return Array.from(data, ([, base64 = '']) => Buffer.from(base64, 'base64').toString());
}

test('without the Codec Server, the CLI shows ciphertext', async () => {
  for (const id of [workflowId, externalWorkflowId]) {
    const shown = await show(id);
    assert.equal(dataIn(shown).length, 4, 'two arguments, a memo and a signal');
    assert.ok(!`${shown.stdout}${dataIn(shown).join()}`.includes('Mustermann'));
  }
});

test('with the Codec Server, the CLI shows plaintext, including what External Storage keeps in S3', async () => {
  for (const id of [workflowId, externalWorkflowId]) {
    assert.deepEqual(dataIn(await show(id, ...(await asOlive()))), [
      `{"applicant":"${secret}","amount":1}`,
      '"second argument"',
      `"memo ${secret}"`,
      `"signal ${secret}"`,
    ]);
    const described = await temporal('workflow', 'describe', '-w', id, ...(await asOlive()));
    assert.ok(described.stdout.includes(`memo ${secret}`));
  }
});

test('the readers of a payload can be found from history and the audit trail', async () => {
  const raw = await show(workflowId);
  await show(workflowId, ...(await asOlive({ sub: 'oscar' })));
  const readByOscar = (await server.entries())
    .filter(({ actor }) => actor === 'oscar')
    .map(({ ref }) => ref);
  const inHistory = Array.from(raw.stdout.matchAll(/"data": "([^"]*)"/g), ([, data = '']) => {
    const hash = createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex');
    return `default/sha256:${hash}`;
  });
  assert.deepEqual(readByOscar.sort(), inHistory.sort());
});

test('the CLI may send the token as a header or from its environment, and the namespace in the URL', async () => {
  const TEMPORAL_CODEC_AUTH = `Bearer ${await server.issuer.token()}`;
  const env = { TEMPORAL_CODEC_ENDPOINT: server.url, TEMPORAL_CODEC_AUTH };
  const byEnvironment = await run(['workflow', 'show', '-o', 'json', '-w', workflowId], env);
  assert.equal(dataIn(byEnvironment).at(-1), `"signal ${secret}"`);
  const header = `Authorization=${TEMPORAL_CODEC_AUTH}`;
  const inPath = ['--codec-endpoint', `${server.url}/{namespace}`, '--codec-header', header];
  assert.equal(dataIn(await show(workflowId, ...inPath)).at(-1), `"signal ${secret}"`);
});

test('the CLI gets nothing without a token, or with one for another namespace', async () => {
  const refusals = [
    endpoint(),
    await asOlive({ namespaces: ['other'] }),
    await asOlive({ exp: 1 }),
    [...(await asOlive({ namespaces: ['other'] })), '--codec-header', 'X-Namespace=other'],
  ];
  for (const args of refusals) {
    // The CLI takes a refusal for a fault that passes: it tries until its time is over, and does
    // not say why.
    const shown = await show(workflowId, ...args, '--command-timeout', '3s');
    assert.deepEqual([shown.code, dataIn(shown)], [1, []]);
    assert.match(shown.stderr, /context deadline exceeded/);
  }
});

test('the Codec Server does not encode, so the CLI writes nothing through it, in the clear or otherwise', async () => {
  const signal = [
    'workflow',
    'signal',
    '-w',
    workflowId,
    '--name',
    'told',
    '-i',
    JSON.stringify(secret),
  ];
  const refused = await temporal(...signal, ...(await asOlive()));
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /Not Found: .*"code":"ENCODE_IS_OFF"/);
  const unknown = await temporal(...signal, ...endpoint());
  assert.match(unknown.stderr, /Unauthorized: .*"code":"TOKEN_MISSING"/);
  const { stdout } = await show(workflowId);
  assert.ok(!stdout.includes('told'));
});
