import type { PoolClient } from 'pg';

/** Changes are added by the tables themselves (migrations/0002_audit.sql). */
export type AuditedRead = 'record.read' | 'document.read' | 'documents.list';

/** Of what is read: its reference, the subject, and which part of the subject it is. */
export interface Audited {
  ref: string;
  subject: string;
  /** A type. */
  part?: string;
}

/**
 * Adds an entry for the transaction's actor, to the chain that the login has for the subject.
 * Commit before anything is decrypted: no entry, no plaintext. The chain is locked until then.
 */
export function audit(db: PoolClient, action: AuditedRead, read: Audited): Promise<void> {
  return auditAll(db, action, [read]);
}

/** One entry for each, in one round trip. */
export async function auditAll(
  db: PoolClient,
  action: AuditedRead,
  read: readonly Audited[],
  outcome: 'granted' | 'denied' = 'granted',
): Promise<void> {
  await db.query(
    `select audit_append($1, ref, subject, part, $2)
     from unnest($3::text[], $4::text[], $5::text[]) as it (ref, subject, part)`,
    [
      action,
      outcome,
      read.map(({ ref }) => ref),
      read.map(({ subject }) => subject),
      read.map(({ part }) => part),
    ],
  );
}
