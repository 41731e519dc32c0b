/**
 * What the files of one test run share: the running services, in which each file gets a database
 * and a bucket of its own, and results that are made once per run.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { access, mkdir, readFile, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteBucketCommand, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';
import type { S3Options } from '#infra/s3/client.ts';
import { templateDatabase, type TestRun } from './start-services.ts';

export interface TestDatabase {
  /** URLs of the same database for its owner and for each process's role. */
  ownerUrl: string;
  portalUrl: string;
  workerUrl: string;
  codecUrl: string;
  /** The path of the certificate authority's file. */
  ca: string;
  drop(): Promise<void>;
}

/** A database that no other test file uses: with the product's schema, or a copy of `template`. */
export async function testDatabase(template = templateDatabase): Promise<TestDatabase> {
  const { port, ca, passwords } = description().postgres;
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = (role: keyof typeof passwords): string =>
    `postgres://${role}:${passwords[role]}@localhost:${port}/${name}`;
  await asAdmin(`create database ${name} template ${template} owner harbor_owner`);
  // Rights on a database are not copied with it; those inside are.
  await asAdmin(`revoke temporary on database ${name} from public`);
  return {
    ownerUrl: url('harbor_owner'),
    portalUrl: url('harbor_portal'),
    workerUrl: url('harbor_worker'),
    codecUrl: url('harbor_codec'),
    ca,
    drop: () => asAdmin(`drop database if exists ${name} with (force)`),
  };
}

export interface TestBucket {
  name: string;
  /** For `createS3`. */
  options: S3Options;
  /** The same for a process of its own. */
  settings: {
    HARBOR_S3_ENDPOINT: string;
    HARBOR_S3_BUCKET: string;
    HARBOR_S3_ACCESS_KEY_ID: string;
    HARBOR_S3_SECRET_ACCESS_KEY: string;
  };
  drop(): Promise<void>;
}

/** An empty bucket that no other test file uses; dropping it also drops its contents. */
export async function testBucket(): Promise<TestBucket> {
  const { endpoint, accessKeyId, secretAccessKey } = description().s3;
  const Bucket = `test-${randomBytes(8).toString('hex')}`;
  const region = 'us-east-1';
  const credentials = { accessKeyId, secretAccessKey };
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  return {
    name: Bucket,
    options: { endpoint, region, accessKeyId, secretAccessKey },
    settings: {
      HARBOR_S3_ENDPOINT: endpoint,
      HARBOR_S3_BUCKET: Bucket,
      HARBOR_S3_ACCESS_KEY_ID: accessKeyId,
      HARBOR_S3_SECRET_ACCESS_KEY: secretAccessKey,
    },
    async drop() {
      await s3.send(new DeleteBucketCommand({ Bucket }));
      s3.destroy();
    },
  };
}

/** The Temporal server that all test files share: use your own workflow IDs and task queues. */
export function testTemporal(): { address: string; namespace: string; temporalCli: string } {
  const { address, cli } = description().temporal;
  return { address, namespace: 'default', temporalCli: cli };
}

/** The socket that describes the whole system of this run to a test file; see `sharedSystem`. */
export const sharedSocket = (): string => description().sharedSocket;

/**
 * A file that is made once per test run: the first caller makes it, callers in other processes wait
 * for it.
 * @param name of the result, the same for all callers
 * @param make writes the file to the path that it is given
 */
export async function oncePerRun(
  name: string,
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(description().folder, name);
  const lock = `${path}.lock`;
  while (!(await exists(path))) {
    if (await mkdir(lock).then(() => true, isTaken))
      await make(`${path}.part`)
        .then(() => rename(`${path}.part`, path))
        .finally(() => rmdir(lock));
    else await sleep(100);
  }
  return path;
}

function isTaken(error: NodeJS.ErrnoException): false {
  if (error.code !== 'EEXIST') throw error;
  return false;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function description(): TestRun {
  const path = process.env.HARBOR_TEST_SERVICES;
  if (!path) throw new Error('run this file with `npm test -- FILE`, which starts the services');
  return JSON.parse(readFileSync(path, 'utf8')) as TestRun;
}

async function asAdmin(statement: string): Promise<void> {
  const { port, ca, adminPassword: password } = description().postgres;
  const ssl = { ca: await readFile(ca, 'utf8') };
  const server = { host: 'localhost', port, user: 'postgres', password, database: 'postgres', ssl };
  const client = new pg.Client(server);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
