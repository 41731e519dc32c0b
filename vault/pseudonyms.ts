import { derivePseudonym, selectDataKey } from './data-keys.ts';
import type { DataKeyRow } from './data-keys.ts';
import { VaultError } from './errors.ts';
import type { Scope } from './scope.ts';
import type { AnySession } from './session.ts';

/**
 * Names for outside parties. A mail server knows a person's address, another service their identity
 * number, and the workflow engine's operator what became of each reference. Given the same
 * reference, any two of them could join what they know. The name dies with the subject's key.
 */
export function createPseudonyms({ transact, keys, tenant }: Scope): Pick<AnySession, 'pseudonym'> {
  return {
    async pseudonym(subject, purpose) {
      const { rows } = await transact((db) => db.query<DataKeyRow>(selectDataKey, [subject]));
      if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
      return derivePseudonym(keys, tenant, rows[0], purpose);
    },
  };
}
