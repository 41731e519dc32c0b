import type { S3Client } from '@aws-sdk/client-s3';
import type { Pool, PoolClient } from 'pg';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import type { Actor } from './actor.ts';
import type { StoredTypes } from './stored-types.ts';

export interface VaultDependencies<Types extends StoredTypes> {
  /** What can be stored. */
  types: Types;
  pool: Pool;
  s3: S3Client;
  bucket: string;
  keys: KeyProvider;
  /** Bound to every ciphertext, so that two products or stages can never read each other's. */
  tenant: string;
}

/** Runs `work` in a transaction that acts for one actor. */
export type Transact = <T>(work: (db: PoolClient) => Promise<T>) => Promise<T>;

/** What the parts of a session share. */
export interface Scope extends VaultDependencies<StoredTypes> {
  actor: Actor;
  transact: Transact;
}
