import type { PoolClient } from 'pg';
import type { ApplicationRef } from '#contract/index.ts';
import { audit } from './audit.ts';
import { newDataKey } from './data-keys.ts';
import { VaultError } from './errors.ts';
import { newReference } from './references.ts';
import type { Scope } from './vault.ts';

/** For each owner, so that nobody fills the database. A draft that is not submitted goes after a day. */
const mostDrafts = 20;

/**
 * A new draft with its data key, or the one that the same owner opened with the same key before.
 * @throws VaultError `VAULT_TOO_MANY_DRAFTS`; `VAULT_STORAGE_UNAVAILABLE` if the key service did not answer
 */
export async function openApplication(
  scope: Scope,
  owner: string,
  idempotencyKey: string,
): Promise<ApplicationRef> {
  // Before the transaction: a connection should not wait for the key service.
  const ref = newReference('app');
  const key = await newDataKey(scope.keys, scope.tenant, { application: ref, owner });
  return scope.transact(async (db) => {
    const { rowCount: isNew } = await db.query(
      `insert into applications (ref, owner, idempotency_key) values ($1, $2, $3) on conflict do nothing`,
      [ref, owner, idempotencyKey],
    );
    if (!isNew) return openedBefore(db, owner, idempotencyKey);
    await refuseTooMany(db, owner);
    await db.query(`insert into data_keys (application, wrapped, key_id) values ($1, $2, $3)`, [
      ref,
      key.wrapped,
      key.key_id,
    ]);
    await audit(db, 'application.open', ref);
    return ref;
  });
}

/** Counts with the new one; undone with its transaction. Of those that come at once a few may slip through. */
async function refuseTooMany(db: PoolClient, owner: string): Promise<void> {
  const { rowCount } = await db.query(
    `select from applications where owner = $1 and status = 'draft'`,
    [owner],
  );
  if ((rowCount ?? 0) > mostDrafts) throw new VaultError('VAULT_TOO_MANY_DRAFTS');
}

async function openedBefore(
  db: PoolClient,
  owner: string,
  idempotencyKey: string,
): Promise<ApplicationRef> {
  const { rows } = await db.query<{ ref: ApplicationRef }>(
    `select ref from applications where owner = $1 and idempotency_key = $2`,
    [owner, idempotencyKey],
  );
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  return rows[0].ref;
}

/**
 * Holds the application as a draft until the transaction ends: a submission waits for us, or we see it. Without
 * the lock, a document could slip in after the submission and never be scanned.
 * @throws VaultError `VAULT_NOT_FOUND`, `VAULT_NOT_DRAFT`
 */
export async function lockDraft(db: PoolClient, application: string): Promise<void> {
  const draft = await db.query(
    `select from applications where ref = $1 and status = 'draft' for share`,
    [application],
  );
  if (draft.rowCount) return;
  const visible = await db.query(`select from applications where ref = $1`, [application]);
  throw new VaultError(visible.rowCount ? 'VAULT_NOT_DRAFT' : 'VAULT_NOT_FOUND');
}
