/** A vault over real services, for any product's tests: its own pools, bucket and key file. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Pool } from 'pg';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import { createPool } from '#infra/postgres/pool.ts';
import type { DatabaseOptions } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import type { S3Options } from '#infra/s3/client.ts';
import { testBucket } from '#test/testing/services.ts';
import type { TestDatabase } from '#test/testing/services.ts';
import type { Actor } from '../actor.ts';
import type { StoredTypes } from '../stored-types.ts';
import { createVault } from '../vault.ts';
import type { Vault } from '../vault.ts';

export interface TestServices<Types extends StoredTypes> {
  types: Types;
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
  workerUrl: string;
  vault: Vault<Types>;
  workerVault: Vault<Types>;
  close(): Promise<void>;
}

/** @param database dropped by `close` */
export async function openTestServices<Types extends StoredTypes>(
  types: Types,
  database: TestDatabase,
): Promise<TestServices<Types>> {
  const [{ options, name: bucket, drop }, folder] = await Promise.all([
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
  const shared = { types, s3, bucket, keys, tenant: 'test' };
  return {
    ...shared,
    owner,
    portal,
    worker,
    keyFile,
    connection: { database: as(database.portalUrl), storage: options, bucket },
    workerUrl: database.workerUrl,
    vault: createVault({ ...shared, pool: portal }),
    workerVault: createVault({ ...shared, pool: worker }),
    async close() {
      await Promise.all(pools.map((pool) => pool.end()));
      s3.destroy();
      await Promise.all([database.drop(), drop(), rm(folder, { recursive: true })]);
    },
  };
}

/** A new person who acts in `role`. */
export function newActor(role: string): Actor {
  return { id: randomUUID(), role };
}

/** For `assert.rejects`: an error with this code and, besides it, nothing but constant text. */
export function withCode(code: string) {
  return (error: unknown): boolean =>
    error instanceof Error &&
    (error as { code?: unknown }).code === code &&
    error.cause === undefined;
}
