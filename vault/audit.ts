import type { PoolClient } from 'pg';

export type AuditAction =
  | 'subject.open'
  | 'subject.close'
  | 'subject.await'
  | 'subject.remove'
  | 'record.read'
  | 'record.write'
  | 'document.read'
  | 'document.write'
  | 'document.inspect'
  | 'document.remove'
  | 'documents.list';

/**
 * Adds an entry for the transaction's actor. The chain of the login is locked until the
 * commit, so the audited transactions of one login serialise on it: call this last in a
 * transaction, and never before waiting for anything else.
 */
export function audit(db: PoolClient, action: AuditAction, ref: string): Promise<void> {
  return auditAll(db, action, [ref]);
}

/** One entry for each reference, in one round trip. */
export async function auditAll(db: PoolClient, action: AuditAction, refs: string[]): Promise<void> {
  await db.query(`select audit_append($1, ref) from unnest($2::text[]) as ref`, [action, refs]);
}
