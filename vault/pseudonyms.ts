import type { ApplicationRef } from '#contract/index.ts';
import { derivePseudonym, selectDataKey } from './data-keys.ts';
import type { DataKeyRow } from './data-keys.ts';
import { VaultError } from './errors.ts';
import type { VaultSession } from './session.ts';
import type { Scope } from './vault.ts';

/**
 * Names for outside parties. A mail server knows a person's address, a credit bureau knows their SSN, and whoever runs
 * Temporal knows what became of each reference: if all of them were told the same reference, any two could put that
 * together. The name goes when the application's key goes.
 */
export function createPseudonyms({
  transact,
  keys,
  tenant,
}: Scope): Pick<VaultSession, 'pseudonym'> {
  return {
    async pseudonym(application: ApplicationRef, purpose: string) {
      const { rows } = await transact((db) => db.query<DataKeyRow>(selectDataKey, [application]));
      if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
      return derivePseudonym(keys, tenant, rows[0], purpose);
    },
  };
}
