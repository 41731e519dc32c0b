import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import { createMarker } from '#audit/search/marker.ts';
import { createS3 } from '#infra/s3/client.ts';
import { testBucket } from '#test/testing/services.ts';
import type { TestBucket } from '#test/testing/services.ts';
import { createCodecRunner, createExternalStorageRunner } from './codec.ts';
import { scenarios } from './contract.ts';
import type { ApproachReport, RunReport, Scenario } from './contract.ts';
import { makeSubmission } from './submission.ts';
import { openTestApproaches, spotsOf } from './testing/world.ts';
import type { TestApproaches } from './testing/world.ts';

let folder: string;
let bucket: TestBucket;
let s3: S3Client;
let open: TestApproaches;
const reports = new Map<Scenario, RunReport>();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harbor-codec-'));
  await createKeyFile(join(folder, 'key'));
  const keys = await createLocalKeyProvider(join(folder, 'key'));
  bucket = await testBucket();
  s3 = createS3(bucket.options);
  const storage = { keys, s3, bucket: bucket.name };
  open = await openTestApproaches((dependencies, around) => [
    createCodecRunner(dependencies, around, keys),
    createExternalStorageRunner(dependencies, around, storage),
  ]);
  for (const scenario of scenarios)
    reports.set(
      scenario,
      await open.run({ scenario, approaches: ['codec', 'codec-external-storage'] }),
    );
});

after(async () => {
  await open.close();
  const Bucket = bucket.name;
  for (let left = await objects(); left.length > 0; left = await objects())
    await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: left.map((Key) => ({ Key })) } }),
    );
  s3.destroy();
  await Promise.all([bucket.drop(), rm(folder, { recursive: true })]);
});

async function objects(): Promise<string[]> {
  const listed = await s3.send(new ListObjectsV2Command({ Bucket: bucket.name }));
  return (listed.Contents ?? []).map(({ Key }) => Key ?? '');
}

const columnsOf = (scenario: Scenario): readonly ApproachReport[] =>
  reports.get(scenario)?.columns ?? [];

/**
 * What stays in the clear: the workflow's ID and the search attribute always, and by scenario what
 * else.
 */
const inTheClear: Record<Scenario, string[]> = {
  approved: [],
  referred: [],
  declined: [],
  'unreadable-document': ['name of the unreadable document'],
  'bureau-outage': [],
  withdrawn: ['reason of the withdrawal'],
};

describe('applications behind a codec, with and without External Storage', () => {
  for (const scenario of scenarios) {
    test(`scenario ${scenario} behind a codec shows what no codec covers, and nothing else`, () => {
      const expected = ['email', 'employer', ...inTheClear[scenario]].sort();
      for (const { approach, state, temporal } of columnsOf(scenario)) {
        assert.equal(state, 'ended', approach);
        assert.deepEqual([...(temporal?.found ?? [])].sort(), expected, approach);
      }
      assert.equal(columnsOf(scenario).length, 2);
    });
  }
});

/** Where it stays in the clear. */
const spots: [Scenario, spot: RegExp, field: string][] = [
  ['approved', /^WorkflowExecutionStarted loanApplication workflowId$/, 'email'],
  [
    'approved',
    /^WorkflowExecutionStarted loanApplication searchAttributes.HarborEmployer$/,
    'employer',
  ],
  [
    'unreadable-document',
    /failure.applicationFailureInfo.type$/,
    'name of the unreadable document',
  ],
  ['withdrawn', /^WorkflowExecutionCancelRequested cause$/, 'reason of the withdrawal'],
];

describe('what no codec covers', () => {
  for (const [scenario, spot, field] of spots) {
    test(`no codec covers ${field} in ${spot.source}`, () => {
      for (const column of columnsOf(scenario)) {
        const found = [...spotsOf(column)].filter(([name]) => spot.test(name));
        assert.ok(
          found.some(([, fields]) => fields.has(field)),
          column.approach,
        );
      }
    });
  }
});

test('with External Storage, history is a fraction of its size with the codec alone', () => {
  const [codec, stored] = columnsOf('approved').map(({ temporal }) => temporal?.historyBytes ?? 0);
  assert.ok(stored && codec && stored < codec / 4, `${stored} of ${codec} bytes`);
});

test('S3 holds ciphertexts whose object keys and encryption contexts name the workflow’s ID', async () => {
  const request = reports.get('approved')?.request;
  assert.ok(request);
  const marker = createMarker((await makeSubmission(request)).ledger);
  const inKeys = new Set<string>();
  const inObjects = new Set<string>();
  for (const Key of await objects()) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    for (const field of marker.fieldsIn(Buffer.from(Key))) inKeys.add(field);
    for (const field of marker.fieldsIn((await Body?.transformToByteArray()) ?? new Uint8Array()))
      inObjects.add(field);
  }
  assert.deepEqual([...inKeys, ...inObjects], ['email', 'email']);
});
