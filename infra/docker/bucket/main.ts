/** Makes the buckets given as arguments, and tells S3 to encrypt everything in them. Idempotent. */
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
for (const Bucket of process.argv.slice(2)) {
  await ensureBucket(s3, Bucket);
  await s3.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: encryption }),
  );
}
