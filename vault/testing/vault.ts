/** What the vault's own tests share: a vault over real services, people to act for, and values to store. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Pool } from 'pg';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { createPool } from '#infra/postgres/pool.ts';
import type { DatabaseOptions } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import type { S3Options } from '#infra/s3/client.ts';
import { testBucket, testDatabase } from '#test/testing/services.ts';
import type { ApplicationRef } from '#contract/index.ts';
import type { Actor } from '../actor.ts';
import { createApplications } from '#lending/applications.ts';
import type { Applications } from '#lending/life-cycle.ts';
import type { ApplicationDetails, DocumentType } from '#lending/record-types.ts';
import { createVault } from '../vault.ts';
import type { Vault } from '../vault.ts';

export interface TestVault {
  /** Owns the tables, but not their rows: row-level security binds it as well. */
  owner: Pool;
  portal: Pool;
  worker: Pool;
  s3: S3Client;
  bucket: string;
  keys: KeyProvider;
  keyFile: string;
  /** What another process needs to reach the same database, as the portal, and the same bucket. */
  connection: { database: DatabaseOptions; storage: S3Options; bucket: string };
  vault: Vault;
  workerVault: Vault;
  applications: Applications;
  workerApplications: Applications;
  newActor(role: 'customer' | 'reviewer'): Promise<Actor>;
  close(): Promise<void>;
}

export const theWorker: Actor = { id: 'worker', role: 'worker' };

export async function openTestVault(): Promise<TestVault> {
  const [database, { options, name: bucket, drop }, folder] = await Promise.all([
    testDatabase(),
    testBucket(),
    mkdtemp(join(tmpdir(), 'harbor-vault-')),
  ]);
  const keyFile = join(folder, 'key');
  await createKeyFile(keyFile);
  const keys = await createLocalKeyProvider(keyFile);
  const as = (url: string) => ({ url, ca: database.ca });
  const urls = [database.ownerUrl, database.portalUrl, database.workerUrl];
  const pools = urls.map((url) => createPool(as(url))) as [Pool, Pool, Pool];
  const [owner, portal, worker] = pools;
  const s3 = createS3(options);
  const shared = { s3, bucket, keys, tenant: 'test' };
  return {
    ...shared,
    owner,
    portal,
    worker,
    keyFile,
    connection: { database: as(database.portalUrl), storage: options, bucket },
    vault: createVault({ ...shared, pool: portal }),
    workerVault: createVault({ ...shared, pool: worker }),
    applications: createApplications({ pool: portal }),
    workerApplications: createApplications({ pool: worker }),
    async newActor(role) {
      const id = randomUUID();
      await owner.query(
        `insert into users (id, email, display_name, password_hash, role) values ($1, $2, 'Test', '-', $3)`,
        [id, `${id}@example.com`, role],
      );
      return { id, role };
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.end()));
      s3.destroy();
      await Promise.all([database.drop(), drop(), rm(folder, { recursive: true })]);
    },
  };
}

export const someDetails: ApplicationDetails = {
  fullName: 'Ada Byron',
  email: 'ada@example.com',
  phone: '555-0100',
  address: '12 St James Square',
  ssn: '078051120',
  dateOfBirth: '1985-12-10',
  employer: 'Analytical Engines',
  annualIncomeCents: 9_600_000,
  requestedCents: 1_200_000,
  termMonths: 36,
  purpose: 'A new engine',
  bankRoutingNumber: '021000021',
  bankAccountNumber: '123456789',
};

export function open(test: TestVault, customer: Actor): Promise<ApplicationRef> {
  return test.vault.as(customer).openApplication(customer.id, randomUUID());
}

/** A document of the customer; `content` is text or a stream. */
export function upload(
  { vault }: TestVault,
  customer: Actor,
  application: ApplicationRef,
  content: string | Buffer | Readable,
  type: Exclude<DocumentType, 'decision-letter'> = 'identity',
) {
  const stream = content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
  const named = { fileName: 'a passport.png', mediaType: 'image/png' };
  return vault
    .as(customer)
    .putDocument({ application, type, ...named, content: stream, maxBytes: 2 ** 28 });
}

/** An application that has all that it needs, as a draft. */
export async function openComplete(test: TestVault, customer: Actor): Promise<ApplicationRef> {
  const application = await open(test, customer);
  await test.vault.as(customer).put('application-details', { application, value: someDetails });
  await upload(test, customer, application, 'a face');
  await upload(test, customer, application, 'some numbers', 'bank-statement');
  return application;
}

/** For `assert.rejects`: an error with this code and, besides it, nothing but constant text. */
export function withCode(code: string) {
  return (error: unknown): boolean =>
    error instanceof Error &&
    (error as { code?: unknown }).code === code &&
    error.cause === undefined;
}
