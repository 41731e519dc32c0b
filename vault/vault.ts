import type { S3Client } from '@aws-sdk/client-s3';
import type { Pool } from 'pg';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { actingAs } from './actor.ts';
import type { Actor } from './actor.ts';
import { createDocuments } from './documents.ts';
import { openApplication } from './drafts.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { createRecords } from './records.ts';
import type { VaultSession } from './session.ts';
import type { Transact } from './unpublished.ts';
import { createUploads } from './uploads.ts';

export interface VaultDependencies {
  pool: Pool;
  s3: S3Client;
  bucket: string;
  keys: KeyProvider;
  /** Bound to every ciphertext, so that two products or stages can never read each other's. */
  tenant: string;
}

/** What the parts of a session share. */
export interface Scope extends VaultDependencies {
  actor: Actor;
  /** Runs `work` in a transaction that acts for the session's actor. */
  transact: Transact;
}

export interface Vault {
  as(actor: Actor): VaultSession;
}

/** The vault: encrypted records in Postgres, encrypted documents in S3, behind opaque references. */
export function createVault(dependencies: VaultDependencies): Vault {
  return {
    as(actor) {
      const scope: Scope = {
        ...dependencies,
        actor,
        transact: (work) => actingAs(dependencies.pool, actor, work),
      };
      return {
        openApplication: (owner, idempotencyKey) => openApplication(scope, owner, idempotencyKey),
        ...createRecords(scope),
        ...createUploads(scope),
        ...createDocuments(scope),
        ...createPseudonyms(scope),
      };
    },
  };
}
