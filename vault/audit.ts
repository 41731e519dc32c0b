import type { PoolClient } from 'pg';

export type AuditAction =
  | 'application.open'
  | 'application.submit'
  | 'record.read'
  | 'record.write'
  | 'document.read'
  | 'document.write'
  | 'document.remove'
  | 'documents.list';

/**
 * Adds an entry for the transaction's actor. Takes a lock until the commit, which keeps the chain in one order:
 * call it last in a transaction.
 */
export async function audit(db: PoolClient, action: AuditAction, ref: string): Promise<void> {
  await db.query('select audit_append($1, $2)', [action, ref]);
}
