import { auditAll } from './audit.ts';
import type { AuditedRead } from './audit.ts';
import { VaultError } from './errors.ts';
import type { Scope } from './scope.ts';

/**
 * Refuses what the actor's purpose does not open, before anything is read. The denial is committed
 * in a transaction of its own, so that it stays in the trail although the reading fails.
 * @throws VaultError `VAULT_NOT_GRANTED`
 */
export async function requireGrant(
  { actor, types, transact }: Scope,
  action: AuditedRead,
  parts: readonly string[],
  at: { ref: string; subject: string },
): Promise<void> {
  const ofRole = types.grants?.[actor.role];
  if (!ofRole) return;
  const opened = ofRole[actor.purpose ?? ''] ?? [];
  const refused = parts.filter((part) => !opened.includes(part));
  if (refused.length === 0) return;
  const entries = refused.map((part) => ({ ...at, part }));
  await transact((db) => auditAll(db, action, entries, 'denied'));
  throw new VaultError('VAULT_NOT_GRANTED');
}
