import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import type { Place } from '../search/search.ts';
import type { Piece } from '../search/windows.ts';
import { onDisk } from './files.ts';

type Config = Endpoints['s3'];
interface Bucket {
  s3: S3Client;
  Bucket: string;
}

/** @param landmark a reference that is known to be there */
export function s3Places(endpoint: Config, folder: string, landmark: string): Place[] {
  return [
    { name: 'S3 objects', landmark, read: () => reading(endpoint, allVersions) },
    onDisk('S3 files', [folder], landmark),
  ];
}

/** Another bucket, such as that of the SDK's External Storage. */
export function bucketPlace(
  name: string,
  endpoint: Config,
  bucket: string,
  landmark: string,
): Place {
  return {
    name,
    landmark,
    read: () => reading({ ...endpoint, bucket }, allVersions),
  };
}

/** What S3 reports about uploads in flight: keys and sizes. Their content is in the files. */
export function s3UploadsPlace(endpoint: Config, landmark: string): Place {
  return { name: 'S3 uploads under way', landmark, read: () => reading(endpoint, uploadsUnderWay) };
}

async function* reading(
  config: Config,
  read: (bucket: Bucket) => AsyncIterable<Piece>,
): AsyncGenerator<Piece> {
  const s3 = endpointS3(config);
  try {
    yield* read({ s3, Bucket: config.bucket });
  } finally {
    s3.destroy();
  }
}

/**
 * Key, headers and body of every version of every object, including overwritten and deleted ones.
 */
async function* allVersions({ s3, Bucket }: Bucket): AsyncGenerator<Piece> {
  let page: Partial<ListObjectVersionsCommandOutput> = {};
  do {
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    page = await s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker }));
    for (const { Key = '', VersionId } of page.Versions ?? [])
      yield* object({ s3, Bucket }, Key, VersionId);
    yield { from: 'delete markers', bytes: Buffer.from(JSON.stringify(page.DeleteMarkers ?? [])) };
  } while (page.IsTruncated);
}

async function* object(
  { s3, Bucket }: Bucket,
  Key: string,
  VersionId?: string,
): AsyncGenerator<Piece> {
  const { Body, ...headers } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  yield { from: Key, bytes: Buffer.from(`${Key} ${JSON.stringify(headers)}\n`) };
  for await (const bytes of Body as AsyncIterable<Uint8Array>) yield { from: Key, bytes };
}

async function* uploadsUnderWay({ s3, Bucket }: Bucket): AsyncGenerator<Piece> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  for (const { Key = '', UploadId } of Uploads) {
    const { $metadata: _, ...parts } = await s3.send(
      new ListPartsCommand({ Bucket, Key, UploadId }),
    );
    yield { from: Key, bytes: Buffer.from(JSON.stringify(parts)) };
  }
}
