import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { DeleteBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { testBucket } from '#test/testing/services.ts';
import { ensureBucket } from './bucket.ts';
import { createS3 } from './client.ts';

test('a bucket is created once, also by several callers at once, and not with a wrong secret', async () => {
  const { options, drop } = await testBucket();
  const s3 = createS3(options);
  const Bucket = `made-${randomUUID()}`;
  try {
    await Promise.all([ensureBucket(s3, Bucket), ensureBucket(s3, Bucket)]);
    await ensureBucket(s3, Bucket);
    await s3.send(new HeadBucketCommand({ Bucket }));
    const stranger = createS3({ ...options, secretAccessKey: 'x'.repeat(40) });
    await assert.rejects(ensureBucket(stranger, Bucket));
  } finally {
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await drop();
    s3.destroy();
  }
});
