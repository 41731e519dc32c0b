import {
  BucketAlreadyExists,
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  HeadBucketCommand,
  PutObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';

/**
 * Creates the bucket unless it exists. Idempotent, also when several processes call it at once.
 * @param options `keepForDays`: an object lock in compliance mode, which not even the account's root
 *   user can shorten, keeps every version of every object so long
 */
export async function ensureBucket(
  s3: S3Client,
  bucket: string,
  { keepForDays }: { keepForDays?: number } = {},
): Promise<void> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch {
    const command = new CreateBucketCommand({
      Bucket: bucket,
      ObjectLockEnabledForBucket: keepForDays !== undefined,
    });
    await s3.send(command).catch((error: unknown) => {
      if (!(error instanceof BucketAlreadyOwnedByYou || error instanceof BucketAlreadyExists))
        throw error;
    });
  }
  if (keepForDays === undefined) return;
  const DefaultRetention = { Mode: 'COMPLIANCE', Days: keepForDays } as const;
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket: bucket,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
    }),
  );
}
