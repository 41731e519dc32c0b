import { audit } from './audit.ts';
import { withDataKey } from './data-keys.ts';
import { decryptDocument } from './decrypt-document.ts';
import { describe, placeOfDocument, selectDocuments } from './document-rows.ts';
import type { DocumentRow } from './document-rows.ts';
import { throwConflict, VaultError } from './errors.ts';
import { requireGrant } from './grants.ts';
import { readObject } from './objects.ts';
import type { Scope } from './scope.ts';
import type { AnySession } from './session.ts';
import { documentTypeOf } from './stored-types.ts';
import { lockForDocuments } from './subjects.ts';
import { noteRemoval, removeNoted } from './unpublished.ts';

type Documents = Pick<
  AnySession,
  'getDocument' | 'listDocuments' | 'recordVerdict' | 'removeDocument'
>;

/** Stored documents: their objects in S3, their names encrypted in Postgres. */
export function createDocuments(scope: Scope): Documents {
  const { tenant, keys, transact } = scope;
  return {
    async getDocument(ref) {
      await requireGrant(scope, 'document.read', ['documents'], { ref, subject: ref });
      // Committed before the download: the audit trail's lock must not be held as long as that
      // lasts.
      const row = await transact(async (db) => {
        const [found] = await selectDocuments(db, 'documents.ref = $1', [ref]);
        if (!found) return undefined;
        refuseUnsafe(scope, found);
        await audit(db, 'document.read', { ...found, part: found.type });
        return found;
      });
      if (!row) throw new VaultError('VAULT_NOT_FOUND');
      return withDataKey(keys, tenant, row, async (keyring) => {
        const { description, seal } = await describe(keyring, tenant, row);
        const object = await readObjectOf(scope, row);
        const place = placeOfDocument(tenant, row, 'document');
        return { ...description, content: await decryptDocument(keyring, place, seal, object) };
      });
    },

    async listDocuments(subject) {
      const all = { ref: subject, subject, part: 'documents' };
      await requireGrant(scope, 'documents.list', [all.part], all);
      const rows = await transact(async (db) => {
        const found = await selectDocuments(db, 'documents.subject = $1', [subject]);
        if (found.length > 0) await audit(db, 'documents.list', all);
        return found;
      });
      if (!rows[0]) return [];
      return withDataKey(keys, tenant, rows[0], async (keyring) => {
        const described = await Promise.all(rows.map((row) => describe(keyring, tenant, row)));
        return described.map(({ description }) => description);
      });
    },

    recordVerdict: (ref, verdict) =>
      transact(async (db) => {
        await db.query(`update documents set verdict = $2 where ref = $1 and verdict is null`, [
          ref,
          verdict,
        ]);
      }).catch(throwConflict),

    async removeDocument(ref) {
      const removed = await transact(async (db) => {
        const [found] = await selectDocuments(db, 'documents.ref = $1', [ref]);
        if (!found) return undefined;
        await lockForDocuments(db, found.subject);
        const { rowCount: isRemoved } = await db.query(`delete from documents where ref = $1`, [
          ref,
        ]);
        // Row-level security hides a document that was found clean from this deletion.
        if (!isRemoved) throw new VaultError('VAULT_SUBJECT_CLOSED');
        await noteRemoval(db, found.subject, found.object_key);
        return found.object_key;
      });
      // The document is gone by now; if S3 does not remove the object at once, the sweeper will.
      if (removed) await removeNoted(transact, scope, removed).catch(() => {});
    },
  };
}

/** What one person uploads and another opens is looked at in between. */
function refuseUnsafe({ actor, types }: Scope, { type, owner, verdict }: DocumentRow): void {
  if (verdict === 'infected') throw new VaultError('VAULT_DOCUMENT_INFECTED');
  const { inspectedBy } = documentTypeOf(types, type);
  if (!inspectedBy || verdict === 'clean') return;
  const mayOpen = actor.id === owner || actor.role === inspectedBy;
  if (!mayOpen) throw new VaultError('VAULT_DOCUMENT_UNINSPECTED');
}

/**
 * An object is removed after its row. If the object is gone and the row is not, it was lost; if
 * both are, the owner removed the document a moment ago.
 */
async function readObjectOf(scope: Scope, { ref, object_key }: DocumentRow) {
  try {
    return await readObject(scope, object_key);
  } catch (error) {
    const rows = await scope.transact((db) => selectDocuments(db, 'documents.ref = $1', [ref]));
    throw rows[0] ? error : new VaultError('VAULT_NOT_FOUND');
  }
}
