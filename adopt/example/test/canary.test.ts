/**
 * The claim, on real services: what is submitted is in the vault as ciphertext, and nowhere else.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { newIdempotencyKey } from '#vault/index.ts';
import { canarySubmission, findCanaries } from './testing/canaries.ts';
import { startTestSystem } from './testing/system.ts';

let system: Awaited<ReturnType<typeof startTestSystem>>;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

const { fields, labResult, fileName, canaries } = canarySubmission();

async function submit(): Promise<string> {
  const form = new FormData();
  const all = { idempotencyKey: newIdempotencyKey(), ...fields };
  for (const [name, value] of Object.entries(all)) form.set(name, value);
  form.set('labResult', new Blob([labResult], { type: 'text/plain' }), fileName);
  const answer = await fetch(`${system.url}/patients`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  assert.equal(answer.status, 303);
  return answer.headers.get('location')?.split('/').at(-1) ?? '';
}

test('a submission with a canary in every field leaves none in history, in logs, or in the clear in storage', async () => {
  const patient = await submit();
  const handle = system.temporal.workflow.getHandle(patient);
  assert.equal(await handle.result(), 'urgent');

  const history = await handle.fetchHistory();
  const payloads = historyToJSON(history).replaceAll(/"data":"([^"]+)"/g, (_, data: string) =>
    Buffer.from(data, 'base64').toString(),
  );
  // The search must see what is there: the reference is.
  assert.ok(payloads.includes(patient));
  assert.deepEqual(findCanaries(Buffer.from(payloads), canaries), []);
  assert.deepEqual(findCanaries(Buffer.from(system.log.join('')), canaries), []);
  assert.deepEqual(findCanaries(await storedRows(), canaries), []);
  assert.deepEqual(findCanaries(await storedObjects(), canaries), []);
});

test('the search finds a canary as text, in hexadecimal and in base64', () => {
  for (const canary of canaries) {
    for (const encoding of ['utf8', 'hex', 'base64'] as const) {
      for (const before of ['', 'x', 'xy']) {
        const written = Buffer.from(`${before}${canary} and more`).toString(encoding);
        assert.deepEqual(
          findCanaries(Buffer.from(written), [canary]),
          [canary],
          `${canary} ${encoding}`,
        );
      }
    }
  }
});

test('the patient sees the outcome and their own name', async () => {
  const patient = await submit();
  await system.temporal.workflow.getHandle(patient).result();
  const page = await (await fetch(`${system.url}/patients/${patient}`)).text();
  assert.ok(page.includes(fields.fullName) && page.includes('Please come in today'));
});

/** Every row of the vault's tables as the worker sees them, bytes in hexadecimal. */
async function storedRows(): Promise<Buffer> {
  const client = await system.worker.connect();
  try {
    await client.query(
      `select set_config('vault.actor', 'worker', false), set_config('vault.role', 'worker', false)`,
    );
    const rows = ['subjects', 'records', 'documents', 'intakes'].map(
      async (table) => (await client.query(`select ${table}::text as row from ${table}`)).rows,
    );
    const all = (await Promise.all(rows)).flat() as { row: string }[];
    assert.ok(all.length >= 4);
    return Buffer.from(all.map(({ row }) => row).join('\n'));
  } finally {
    client.release();
  }
}

async function storedObjects(): Promise<Buffer> {
  const { s3, bucket: Bucket } = system;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  assert.ok(Contents.length > 0);
  const bodies = Contents.map(async ({ Key }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  });
  return Buffer.concat(await Promise.all(bodies));
}
