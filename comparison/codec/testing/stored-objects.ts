import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';

export interface StoredObject {
  key: string;
  payload: Payload;
}

/** What External Storage keeps in a bucket. */
export async function storedObjects(s3: S3Client, Bucket: string): Promise<StoredObject[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Promise.all(
    Contents.map(async ({ Key: key = '' }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
      const payload = proto.temporal.api.common.v1.Payload.decode(
        await Body!.transformToByteArray(),
      );
      return { key, payload };
    }),
  );
}
