import type { PoolClient } from 'pg';

export type AuditAction =
  | 'application.open'
  | 'application.submit'
  | 'application.remove'
  | 'record.read'
  | 'record.write'
  | 'document.read'
  | 'document.write'
  | 'document.remove'
  | 'documents.list';

/**
 * Adds an entry for the transaction's actor. It takes a lock until the commit, which keeps the chain in one
 * order: call it last in a transaction, and never before waiting for anything else.
 */
export function audit(db: PoolClient, action: AuditAction, ref: string): Promise<void> {
  return auditAll(db, action, [ref]);
}

/** One entry for each reference, in one round trip. */
export async function auditAll(db: PoolClient, action: AuditAction, refs: string[]): Promise<void> {
  await db.query(`select audit_append($1, ref) from unnest($2::text[]) as ref`, [action, refs]);
}
