import { isDeepStrictEqual } from 'node:util';
import { partsOf, partTypes } from '#lending/index.ts';
import type { ApplicationDetails, LoanVault } from '#lending/index.ts';
import type { Actor, IdempotencyKey } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';

/**
 * Opens a draft and stores its details. Idempotent.
 * @throws PortalError `FORM_SENT_BEFORE` if the same form was sent with other answers; VaultError
 *   `VAULT_TOO_MANY_OPEN`
 */
export type OpenDraft = (
  actor: Actor,
  idempotencyKey: IdempotencyKey,
  details: ApplicationDetails,
) => Promise<ApplicationRef>;

export function createOpenDraft({ vault }: { vault: LoanVault }): OpenDraft {
  return async function openDraft(actor, idempotencyKey, value) {
    const session = vault.as(actor);
    const application = await session.openSubject(actor.id, idempotencyKey);
    const parts = partsOf(value);
    await session.putParts(application, parts);
    // The first write wins, but must not silently win over a correction sent with the same key.
    const stored = await session.getParts(application, ...partTypes);
    if (!isDeepStrictEqual(stored, parts)) throw new PortalError('FORM_SENT_BEFORE');
    return application;
  };
}
