import { actingAs } from './actor.ts';
import type { Actor } from './actor.ts';
import { createDocuments } from './documents.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { createRecords } from './records.ts';
import type { Scope, VaultDependencies } from './scope.ts';
import type { AnySession, VaultSession } from './session.ts';
import type { StoredTypes } from './stored-types.ts';
import { openSubject } from './subjects.ts';
import { createUploads } from './uploads.ts';

export interface Vault<Types extends StoredTypes> {
  as(actor: Actor): VaultSession<Types>;
}

/**
 * The vault: encrypted records in Postgres, encrypted documents in S3, behind opaque references.
 */
export function createVault<Types extends StoredTypes>(
  dependencies: VaultDependencies<Types>,
): Vault<Types> {
  return {
    as(actor) {
      const session = createSession({
        ...dependencies,
        actor,
        transact: (work) => actingAs(dependencies.pool, actor, work),
      });
      // Within the vault a type is a string; here the table's own types are put on.
      return session as unknown as VaultSession<Types>;
    },
  };
}

function createSession(scope: Scope): AnySession {
  return {
    openSubject: (owner, idempotencyKey) => openSubject(scope, owner, idempotencyKey),
    ...createRecords(scope),
    ...createUploads(scope),
    ...createDocuments(scope),
    ...createPseudonyms(scope),
  };
}
