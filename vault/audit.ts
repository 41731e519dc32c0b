import type { PoolClient } from 'pg';

/** Changes are added by the tables themselves (migrations/0002_audit.sql). */
export type AuditedRead = 'record.read' | 'document.read' | 'documents.list';

/**
 * Adds an entry for the transaction's actor, to the chain that the login has for the subject.
 * Commit before anything is decrypted: no entry, no plaintext. The chain is locked until then.
 */
export function audit(
  db: PoolClient,
  action: AuditedRead,
  { ref, subject }: { ref: string; subject: string },
): Promise<void> {
  return auditAll(db, action, [{ ref, subject }]);
}

/** One entry for each, in one round trip. */
export async function auditAll(
  db: PoolClient,
  action: AuditedRead,
  read: readonly { ref: string; subject: string }[],
): Promise<void> {
  await db.query(
    `select audit_append($1, ref, subject) from unnest($2::text[], $3::text[]) as it (ref, subject)`,
    [action, read.map(({ ref }) => ref), read.map(({ subject }) => subject)],
  );
}
