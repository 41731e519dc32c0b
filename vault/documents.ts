import { audit } from './audit.ts';
import { withDataKey } from './data-keys.ts';
import { decryptDocument } from './decrypt-document.ts';
import { describe, placeOfDocument, selectDocuments } from './document-rows.ts';
import { lockDraft } from './drafts.ts';
import { VaultError } from './errors.ts';
import { readObject } from './objects.ts';
import type { VaultSession } from './session.ts';
import { noteRemoval, removeNoted } from './unpublished.ts';
import type { Scope } from './vault.ts';

type Documents = Pick<VaultSession, 'getDocument' | 'listDocuments' | 'removeDocument'>;

/** Stored documents: their objects in S3, their names encrypted in Postgres. */
export function createDocuments(scope: Scope): Documents {
  const { tenant, keys, transact } = scope;
  return {
    async getDocument(ref) {
      // Committed before S3 is asked: the audit trail's lock must not last as long as a download.
      const row = await transact(async (db) => {
        const [found] = await selectDocuments(db, 'documents.ref = $1', [ref]);
        if (found) await audit(db, 'document.read', ref);
        return found;
      });
      if (!row) throw new VaultError('VAULT_NOT_FOUND');
      return withDataKey(keys, tenant, row, async (keyring) => {
        const { description, seal } = await describe(keyring, tenant, row);
        const object = await readObject(scope, row.object_key);
        const place = placeOfDocument(tenant, row, 'document');
        return { ...description, content: await decryptDocument(keyring, place, seal, object) };
      });
    },

    async listDocuments(application) {
      const rows = await transact(async (db) => {
        const found = await selectDocuments(db, 'documents.application = $1', [application]);
        if (found.length > 0) await audit(db, 'documents.list', application);
        return found;
      });
      if (!rows[0]) return [];
      return withDataKey(keys, tenant, rows[0], async (keyring) => {
        const described = await Promise.all(rows.map((row) => describe(keyring, tenant, row)));
        return described.map(({ description }) => description);
      });
    },

    async removeDocument(ref) {
      const removed = await transact(async (db) => {
        const [found] = await selectDocuments(db, 'documents.ref = $1', [ref]);
        if (!found) return undefined;
        await lockDraft(db, found.application);
        await db.query(`delete from documents where ref = $1`, [ref]);
        await noteRemoval(db, found.application, found.object_key);
        await audit(db, 'document.remove', ref);
        return found.object_key;
      });
      // The document is gone by now; an object that S3 does not remove at once is left to the sweeper.
      if (removed) await removeNoted(transact, scope, removed).catch(() => {});
    },
  };
}
