/** Makes the buckets given as arguments, and tells S3 to encrypt everything in them. Idempotent. */
import { PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { readConfig } from '#infra/config/config.ts';
import { ensureBucket } from '#infra/s3/bucket.ts';
import { createS3 } from '#infra/s3/client.ts';

const config = readConfig([
  'HARBOR_S3_ENDPOINT',
  'HARBOR_S3_REGION',
  'HARBOR_S3_ACCESS_KEY_ID',
  'HARBOR_S3_SECRET_ACCESS_KEY',
]);
const s3 = createS3(config);
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
