/**
 * The running services, for a test file: a database and a bucket of its own, and the Temporal
 * server.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CreateBucketCommand, DeleteBucketCommand } from '@aws-sdk/client-s3';
import pg from 'pg';
import { createS3 } from '#infra/s3/client.ts';
import type { S3Options } from '#infra/s3/client.ts';

export interface ServicesDescription {
  urls: Record<'admin' | 'harbor_owner' | 'harbor_portal' | 'harbor_worker', string>;
  ca: string;
  s3: Omit<S3Options, 'region'>;
  temporalAddress: string;
}

export interface TestDatabase {
  /** Addresses of the same database for its owner and for the roles of the processes. */
  ownerUrl: string;
  portalUrl: string;
  workerUrl: string;
  /** The file of the certificate to trust. */
  ca: string;
  drop(): Promise<void>;
}

/** A database that no other test file uses: migrated, or empty with the template `template1`. */
export async function testDatabase(template = 'harbor'): Promise<TestDatabase> {
  const { urls, ca } = description();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = (role: keyof typeof urls): string => {
    const address = new URL(urls[role]);
    address.pathname = name;
    return address.href;
  };
  await asAdmin(`create database ${name} template "${template}" owner harbor_owner`);
  return {
    ownerUrl: url('harbor_owner'),
    portalUrl: url('harbor_portal'),
    workerUrl: url('harbor_worker'),
    ca,
    drop: () => asAdmin(`drop database if exists ${name} with (force)`),
  };
}

export interface TestBucket {
  name: string;
  options: S3Options;
  drop(): Promise<void>;
}

/** An empty bucket that no other test file uses. */
export async function testBucket(): Promise<TestBucket> {
  const options = { ...description().s3, region: 'us-east-1' };
  const name = `test-${randomBytes(8).toString('hex')}`;
  const s3 = createS3(options);
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  return {
    name,
    options,
    async drop() {
      await s3.send(new DeleteBucketCommand({ Bucket: name }));
      s3.destroy();
    },
  };
}

/** The Temporal server that all test files share. */
export function testTemporal(): { address: string; namespace: string } {
  return { address: description().temporalAddress, namespace: 'default' };
}

function description(): ServicesDescription {
  const path = process.env.HARBOR_TEST_SERVICES;
  if (!path) throw new Error('Run the tests with npm test');
  return JSON.parse(readFileSync(path, 'utf8')) as ServicesDescription;
}

async function asAdmin(statement: string): Promise<void> {
  const { urls, ca } = description();
  const client = new pg.Client({
    connectionString: urls.admin,
    ssl: { ca: readFileSync(ca, 'utf8') },
  });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
