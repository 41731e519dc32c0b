/** The S3 of a launcher's system, with the login of one of its processes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { TestLauncher } from '../spawn-launcher.ts';

export interface Store {
  s3: S3Client;
  bucket: string;
}

/**
 * The vault's bucket, with the login of the launcher, or else of the process whose secrets begin
 * with `s3<name>`.
 */
export async function openStore(launcher: TestLauncher, name?: string): Promise<Store> {
  const { endpoint, region, bucket, ...admin } = (await launcher.endpoints()).s3;
  const credentials = name === undefined ? admin : await loginOf(launcher, name);
  return { s3: new S3Client({ endpoint, region, credentials, forcePathStyle: true }), bucket };
}

async function loginOf({ stateFolder }: TestLauncher, name: string) {
  const text = await readFile(join(stateFolder, 'secrets.json'), 'utf8');
  const secrets = JSON.parse(text) as Record<string, string>;
  return {
    accessKeyId: secrets[`s3${name}KeyId`] ?? '',
    secretAccessKey: secrets[`s3${name}Key`] ?? '',
  };
}

export function writeTo({ s3, bucket }: Store, key: string): Promise<unknown> {
  return s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'written' }));
}

export async function readFrom({ s3, bucket }: Store, key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Body?.transformToString();
}
