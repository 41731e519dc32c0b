/** Finds older versions of rows: what was put back, out of a backup or by an attacker. */
import type { PoolClient } from 'pg';
import { VaultError } from './errors.ts';

/**
 * For rows that were selected with `is_latest(...) as latest` (migrations/0002_audit.sql).
 * @throws VaultError `VAULT_ROLLED_BACK`
 */
export function refuseOlder(rows: readonly { latest: boolean }[]): void {
  if (!rows.every(({ latest }) => latest)) throw new VaultError('VAULT_ROLLED_BACK');
}

/**
 * For a subject that is about to change. In a statement of its own, since one that waited for the
 * row's lock sees the trail as it was before it waited.
 * @throws VaultError `VAULT_ROLLED_BACK`
 */
export async function refuseOlderSubject(db: PoolClient, subject: string): Promise<void> {
  const { rows } = await db.query<{ latest: boolean }>(
    `select is_latest(subjects) as latest from subjects where ref = $1`,
    [subject],
  );
  refuseOlder(rows);
}
