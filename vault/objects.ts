/**
 * The vault's side of S3. Every fault is a VaultError with constant text: S3's own names keys and
 * buckets.
 */
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  NoSuchKey,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { VaultError } from './errors.ts';

export interface Bucket {
  s3: S3Client;
  bucket: string;
}

/**
 * In bytes; it bounds the memory of an upload to about two parts. Parts are sent one at a time:
 * with parallel parts, a failed one is only reported once the next arrives from the sender, which
 * may be never.
 */
const partSize = 8 * 1024 * 1024;

/**
 * Writes `body` to a new object, as fast as S3 takes it. If either fails, the upload is aborted and
 * no object is left. @throws the VaultError that `body` failed with, else VaultError
 * `VAULT_STORAGE_UNAVAILABLE`
 */
export async function writeObject(
  { s3, bucket }: Bucket,
  key: string,
  body: Readable,
): Promise<void> {
  const params = { Bucket: bucket, Key: key, Body: body, ContentType: 'application/octet-stream' };
  await new Upload({ client: s3, params, partSize, queueSize: 1 }).done().catch(throwVaultError);
}

/** @throws VaultError `VAULT_OBJECT_MISSING`, `VAULT_STORAGE_UNAVAILABLE` */
export async function readObject(
  { s3, bucket }: Bucket,
  key: string,
): Promise<{ length: number; body: Readable }> {
  const answer = await s3
    .send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    .catch(throwVaultError);
  return { length: answer.ContentLength ?? 0, body: answer.Body as Readable };
}

/**
 * Removes an object, and parts of it that a process left behind when it died. Idempotent.
 * @throws VaultError `VAULT_STORAGE_UNAVAILABLE`
 */
export async function removeObject({ s3, bucket }: Bucket, key: string): Promise<void> {
  const place = { Bucket: bucket, Key: key };
  try {
    const { Uploads = [] } = await s3.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }),
    );
    for (const { UploadId } of Uploads)
      await s3.send(new AbortMultipartUploadCommand({ ...place, UploadId }));
    await s3.send(new DeleteObjectCommand(place));
  } catch (error) {
    throwVaultError(error);
  }
}

/**
 * Resolves if the storage answers and knows us. It asks for an object that does not exist, which
 * needs no right beyond reading; Amazon refuses that to a caller who may not list the bucket.
 * @throws VaultError `VAULT_STORAGE_UNAVAILABLE`
 */
export async function askStorage({ s3, bucket }: Bucket): Promise<void> {
  try {
    await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'none' }));
  } catch (error) {
    const { name } = error as { name?: unknown };
    if (name !== 'NoSuchKey' && name !== 'AccessDenied') throwVaultError(error);
  }
}

/**
 * Translates an error of the S3 client.
 * @throws VaultError `VAULT_OBJECT_MISSING`, `VAULT_STORAGE_UNAVAILABLE`, or the one that was given
 */
export function throwVaultError(error: unknown): never {
  if (error instanceof VaultError) throw error;
  throw new VaultError(
    error instanceof NoSuchKey ? 'VAULT_OBJECT_MISSING' : 'VAULT_STORAGE_UNAVAILABLE',
  );
}
