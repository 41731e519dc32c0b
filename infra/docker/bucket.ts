/** Makes the bucket, and tells S3 to encrypt everything in it. May run any number of times. */
import { PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { readConfig } from '#infra/config/config.ts';
import { ensureBucket } from '#infra/s3/bucket.ts';
import { createS3 } from '#infra/s3/client.ts';

const config = readConfig([
  'HARBOR_S3_ENDPOINT',
  'HARBOR_S3_REGION',
  'HARBOR_S3_BUCKET',
  'HARBOR_S3_ACCESS_KEY_ID',
  'HARBOR_S3_SECRET_ACCESS_KEY',
]);
const s3 = createS3(config);
await ensureBucket(s3, config.HARBOR_S3_BUCKET);
// The portal and the worker store ciphertext already. This is the second lock, with a key of its own: whoever has
// SeaweedFS's disk has not even what they sent.
await s3.send(
  new PutBucketEncryptionCommand({
    Bucket: config.HARBOR_S3_BUCKET,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  }),
);
