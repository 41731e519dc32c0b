/** Places that do more than read files show everything that they keep. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { submitted } from '../search/submitted.ts';
import { search, type Place } from '../search/search.ts';
import { canaryWord } from '#lending/samples/canary.ts';
import { createRandom } from '#lending/samples/random.ts';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import { testBucket, type TestBucket } from '#test/testing/services.ts';
import { s3Places, s3UploadsPlace } from './s3.ts';
import { trafficPlace } from './traffic.ts';

const random = createRandom();
const words = {
  overwritten: canaryWord(random),
  deleted: canaryWord(random),
  'key of a deleted object': canaryWord(random),
  metadata: canaryWord(random),
  'key of an upload': canaryWord(random),
};

async function fieldsIn(place: Place): Promise<string[]> {
  const values = Object.entries(words).map(([field, word]) => submitted(field, word));
  const { findings } = await search([place], values);
  return [...new Set(findings.map(({ field }) => field))].sort();
}

describe('S3', () => {
  let bucket: TestBucket;
  let s3: S3Client;
  let UploadId: string | undefined;
  const deletedKey = `deleted/${words['key of a deleted object']}`;
  const uploadKey = `uploads/${words['key of an upload']}`;
  const endpoint = () => ({ ...bucket.options, bucket: bucket.name });
  const put = (Key: string, Body: string, Metadata = {}) =>
    s3.send(new PutObjectCommand({ Bucket: endpoint().bucket, Key, Body, Metadata }));

  before(async () => {
    bucket = await testBucket();
    s3 = endpointS3(endpoint());
    const Bucket = endpoint().bucket;
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    await put('letter', words.overwritten);
    await put('letter', 'the landmark', { customer: words.metadata });
    await put(deletedKey, words.deleted);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: deletedKey }));
    ({ UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: uploadKey })));
    const part = { Bucket, Key: uploadKey, UploadId, PartNumber: 1, Body: 'a part' };
    await s3.send(new UploadPartCommand(part));
  });
  after(async () => {
    const Bucket = endpoint().bucket;
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: uploadKey, UploadId }));
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket }),
    );
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    s3.destroy();
    await bucket.drop();
  });

  test('the place of S3 objects shows every version, overwritten and deleted ones too, with its metadata', async () => {
    const [objects] = s3Places(endpoint(), '', 'the landmark');
    assert.ok(objects);
    assert.deepEqual(await fieldsIn(objects), [
      'deleted',
      'key of a deleted object',
      'metadata',
      'overwritten',
    ]);
  });

  test('the place of S3 uploads shows uploads in flight', async () => {
    assert.deepEqual(await fieldsIn(s3UploadsPlace(endpoint(), '"PartNumber":1')), [
      'key of an upload',
    ]);
  });
});

describe('the traffic to PostgreSQL', () => {
  const tlsRequest = Buffer.from('0000000804d2162f', 'hex');
  const record = (content: string): Buffer =>
    Buffer.concat([Buffer.from([0x17, 3, 3, 0, content.length]), Buffer.from(content)]);

  async function reading(toServer: Buffer, fromServer: Buffer): Promise<unknown> {
    const folder = await mkdtemp(join(tmpdir(), 'harbor-traffic-'));
    await mkdir(join(folder, 'postgres'));
    await writeFile(join(folder, 'postgres', '0001-to-server'), toServer);
    await writeFile(join(folder, 'postgres', '0001-from-server'), fromServer);
    const place = trafficPlace('postgres', folder, tlsRequest);
    return search([place], [submitted('word', words.deleted)]).finally(() =>
      rm(folder, { recursive: true }),
    );
  }

  const answered = Buffer.concat([Buffer.from('S'), record('xyz')]);

  test('the place of PostgreSQL traffic accepts a connection that is TLS throughout', async () => {
    await reading(Buffer.concat([tlsRequest, record('abc'), record('de')]), answered);
  });

  const plain: Record<string, Parameters<typeof reading>> = {
    'the client did not request TLS': [Buffer.from('\0\0\0\x08user\0alex'), Buffer.from('R')],
    'the server declined TLS': [
      Buffer.concat([tlsRequest, Buffer.from('\0\0\0\x08user\0alex')]),
      Buffer.from('NR123456'),
    ],
    'TLS ends before the connection': [
      Buffer.concat([tlsRequest, record('abc'), Buffer.from('select 1')]),
      answered,
    ],
  };
  for (const [why, [toServer, fromServer]] of Object.entries(plain)) {
    test(`the place of PostgreSQL traffic fails the search when ${why}`, () =>
      assert.rejects(reading(toServer, fromServer), /is not TLS/));
  }
});
