import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { endpointS3 } from '#test/support/endpoint-s3.ts';
import type { Place } from '#infra/leak-search/search.ts';
import { onDisk } from './files.ts';

/** @param landmark a reference that is known to be there */
export function s3Places(endpoint: Endpoints['s3'], folder: string, landmark: string): Place[] {
  const objects = { name: 'S3 objects', landmark, read: () => allObjects(endpoint) };
  return [objects, onDisk('S3 files', [folder], landmark)];
}

/** Every object: its key, its headers and its body. */
async function* allObjects(config: Endpoints['s3']): AsyncGenerator<Uint8Array> {
  const s3 = endpointS3(config);
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: config.bucket })) {
      for (const { Key } of Contents) if (Key) yield* object(s3, config.bucket, Key);
    }
  } finally {
    s3.destroy();
  }
}

async function* object(s3: S3Client, Bucket: string, Key: string): AsyncGenerator<Uint8Array> {
  const { Body, ...headers } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  yield Buffer.from(`${Key} ${JSON.stringify(headers)}\n`);
  yield* Body as AsyncIterable<Uint8Array>;
}
