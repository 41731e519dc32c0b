/**
 * Makes the buckets given as arguments, and tells S3 to encrypt everything in them. What is in those
 * after --locked cannot be deleted for seven years. Idempotent.
 */
import { parseArgs } from 'node:util';
import { PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { readConfig } from '#infra/config/config.ts';
import { s3Options, s3Settings } from '#infra/config/groups.ts';
import { ensureBucket } from '#infra/s3/bucket.ts';
import { createS3 } from '#infra/s3/client.ts';

const s3 = createS3(s3Options(readConfig(s3Settings)));
// The processes store ciphertext already. This is a second layer with a key of its own: a thief of
// SeaweedFS's disk does not even get that ciphertext.
const encryption = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }],
};
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { locked: { type: 'string', multiple: true, default: [] } },
});
for (const Bucket of [...positionals, ...values.locked]) {
  await ensureBucket(s3, Bucket, values.locked.includes(Bucket) ? { keepForDays: 2_557 } : {});
  await s3.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: encryption }),
  );
}
