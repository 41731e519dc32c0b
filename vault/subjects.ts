/** Subjects: what records and documents belong to, each with an owner and a data key. */
import type { PoolClient } from 'pg';
import type { Reference } from '#contract/index.ts';
import { newDataKey } from './data-keys.ts';
import { VaultError } from './errors.ts';
import { refuseOlderSubject } from './latest.ts';
import { isIdempotencyKey } from './idempotency-keys.ts';
import type { IdempotencyKey } from './idempotency-keys.ts';
import { newReference } from './references.ts';
import type { Scope } from './scope.ts';

/** For each owner, so that no caller can fill the database. The sweeper removes abandoned ones. */
const maxOpen = 20;

/**
 * Opens a subject with a data key of its own, or finds the one that the same owner opened with the
 * same key before.
 * @throws VaultError `VAULT_TOO_MANY_OPEN`; `VAULT_STORAGE_UNAVAILABLE` if the key service did not
 *   answer
 */
export async function openSubject(
  scope: Scope,
  owner: string,
  idempotencyKey: IdempotencyKey,
): Promise<Reference> {
  if (!isIdempotencyKey(idempotencyKey)) throw new VaultError('VAULT_REFERENCE_FORGED');
  // Before the transaction: a connection should not wait for the key service.
  const ref = newReference(scope.types.subject);
  const key = await newDataKey(scope.keys, scope.tenant, { subject: ref, owner });
  return scope.transact(async (db) => {
    const { rowCount: isNew } = await db.query(
      `insert into subjects (ref, owner, idempotency_key) values ($1, $2, $3) on conflict do nothing`,
      [ref, owner, idempotencyKey],
    );
    if (!isNew) return findOpened(db, owner, idempotencyKey);
    await refuseTooMany(db, owner);
    await db.query(`insert into data_keys (subject, wrapped, key_id) values ($1, $2, $3)`, [
      ref,
      key.wrapped,
      key.key_id,
    ]);
    return ref;
  });
}

/**
 * Counts the new one too, which is rolled back with its transaction. A few that are opened at the
 * same moment may slip through.
 */
async function refuseTooMany(db: PoolClient, owner: string): Promise<void> {
  const { rowCount } = await db.query(
    `select from subjects where owner = $1 and closed_at is null`,
    [owner],
  );
  if ((rowCount ?? 0) > maxOpen) throw new VaultError('VAULT_TOO_MANY_OPEN');
}

async function findOpened(
  db: PoolClient,
  owner: string,
  idempotencyKey: string,
): Promise<Reference> {
  const { rows } = await db.query<{ ref: Reference }>(
    `select ref from subjects where owner = $1 and idempotency_key = $2`,
    [owner, idempotencyKey],
  );
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  return rows[0].ref;
}

/**
 * Keeps the subject open until the transaction ends: closing it waits for us, or we see that it is
 * closed. Without the lock, its owner could slip a document in after closing, which no step would
 * ever look at.
 * @throws VaultError `VAULT_NOT_FOUND`, `VAULT_SUBJECT_CLOSED`, `VAULT_ROLLED_BACK`
 */
export function lockOpen(db: PoolClient, subject: string): Promise<void> {
  return lockWhile('closed_at is null', db, subject, 'share');
}

/**
 * The same for its documents, which its owner may also replace while a closed subject awaits them.
 * @param lock `update`: others who hold the subject open wait, too
 */
export function lockForDocuments(
  db: PoolClient,
  subject: string,
  lock: 'share' | 'update' = 'share',
): Promise<void> {
  return lockWhile('(closed_at is null or awaits_documents)', db, subject, lock);
}

async function lockWhile(
  condition: string,
  db: PoolClient,
  subject: string,
  lock: 'share' | 'update',
): Promise<void> {
  const open = await db.query(`select from subjects where ref = $1 and ${condition} for ${lock}`, [
    subject,
  ]);
  if (open.rowCount) return refuseOlderSubject(db, subject);
  await refuseInvisible(db, subject);
  throw new VaultError('VAULT_SUBJECT_CLOSED');
}

/**
 * Closes a subject: from here on its owner changes nothing. `alongside` does the product's own part
 * in the same transaction, and may throw to keep the subject open. A closed subject that awaits
 * documents is closed again. Idempotent: for any other closed subject, `alongside` is not called.
 *
 * An upload that is still arriving holds nothing up, since the process that received it may have
 * died. If it does arrive, it finds the subject closed, and its sender gets `VAULT_SUBJECT_CLOSED`.
 * @throws VaultError `VAULT_NOT_FOUND`, `VAULT_ROLLED_BACK`, or what `alongside` throws
 */
export async function closeSubject(
  db: PoolClient,
  subject: string,
  alongside: () => Promise<void>,
): Promise<void> {
  await refuseOlderSubject(db, subject);
  // Waits for writes that hold the subject open; queries of `alongside` then see what these
  // committed.
  const { rowCount: isClosed } = await db.query(
    `update subjects set closed_at = coalesce(closed_at, now()), awaits_documents = false
     where ref = $1 and (closed_at is null or awaits_documents)`,
    [subject],
  );
  if (!isClosed) return refuseInvisible(db, subject);
  await alongside();
}

/**
 * Lets the owner of a closed subject replace documents, until it is closed again; or, with
 * `awaits: false`, ends that. Idempotent. The product's SQL says to whom and when it is permitted.
 * @throws DatabaseError `DATABASE_NOT_PERMITTED`
 */
export async function awaitDocuments(
  db: PoolClient,
  subject: string,
  awaits: boolean,
): Promise<void> {
  await db.query(
    `update subjects set awaits_documents = $2 where ref = $1 and awaits_documents <> $2`,
    [subject, awaits],
  );
}

async function refuseInvisible(db: PoolClient, subject: string): Promise<void> {
  const visible = await db.query(`select from subjects where ref = $1`, [subject]);
  if (!visible.rowCount) throw new VaultError('VAULT_NOT_FOUND');
}
