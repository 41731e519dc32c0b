import { createHash } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import type { Pool } from 'pg';
import { transaction } from '#infra/postgres/transaction.ts';
import { CodecServerError } from './errors.ts';

/** Records which reader is about to read which ciphertexts. Resolves when that is durable. */
export type Audit = (
  subject: string,
  namespace: string,
  ciphertexts: readonly Payload[],
) => Promise<void>;

/**
 * The hash-chained audit trail of the vault, to which this process's login can add and do nothing
 * else (comparison/migrations). One entry per payload, so that its readers can be found from
 * history alone: `temporal workflow show -o json` prints its `data`, and the entry holds the
 * SHA-256 of that.
 * @throws CodecServerError `AUDIT_UNAVAILABLE`
 */
export function createAudit(pool: Pool): Audit {
  const acting = `select set_config('vault.actor', $1, true), set_config('vault.role', 'operator', true)`;
  const append = `select audit_append('payload.decode', ref, $2) from unnest($1::text[]) as ref`;

  return async (subject, namespace, ciphertexts) => {
    const refs = ciphertexts.map((payload) => auditRef(namespace, payload));
    const opening = { text: acting, values: [subject] };
    await transaction(pool, opening, (db) => db.query(append, [refs, namespace])).catch(
      (error: unknown) => {
        throw new CodecServerError('AUDIT_UNAVAILABLE', error);
      },
    );
  };
}

/**
 * Identifies a ciphertext and reveals nothing of its content: no two encryptions of a value are
 * alike.
 */
export function auditRef(namespace: string, { data }: Payload): string {
  return `${namespace}/sha256:${createHash('sha256')
    .update(Buffer.from(data ?? []))
    .digest('hex')}`;
}
