/** A reviewer has one field shown that pages mask: for a reason, and the customer is told. */
import { z } from 'zod';
import { idempotencyKey } from '#lending/application-form.ts';
import { lines } from '#lending/form-fields.ts';
import { revealedFields, revealReasons } from '#lending/stored-types.ts';
import type { Applications, Disclosure, LoanVault, LoanVaultSession } from '#lending/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';

/** For how long a page shows it. */
export const shownSeconds = 60;

export const revealForm = z.strictObject({
  idempotencyKey,
  field: z.enum(revealedFields, 'Choose what you need to see'),
  reason: z.enum(revealReasons, 'Choose why you need to see it'),
  note: lines('Say what for, so that others can follow it later', 500),
});
export type EnteredReveal = z.infer<typeof revealForm>;

/**
 * Returns the field in plaintext. Before that, the customer's notice and the entry in the audit
 * trail are committed. Idempotent: the same form is one notice.
 * @throws PortalError `REVIEW_OWN_APPLICATION`, `REVIEW_NOT_AWAITING`, `FORM_SENT_BEFORE` for
 *   another field; VaultError `VAULT_NOT_FOUND`
 */
export type Reveal = (
  actor: Actor,
  application: ApplicationRef,
  entered: EnteredReveal,
) => Promise<string>;

const open: Record<
  Disclosure['field'],
  (session: LoanVaultSession, ref: ApplicationRef) => Promise<string>
> = {
  ssn: async (session, ref) => (await session.get('identity', ref)).ssn,
  'date-of-birth': async (session, ref) => (await session.get('identity', ref)).dateOfBirth,
  'bank-account-number': async (session, ref) =>
    (await session.get('bank-account', ref)).bankAccountNumber,
};

export function createReveal(deps: { vault: LoanVault; applications: Applications }): Reveal {
  const { vault, applications } = deps;
  return async function reveal(actor, application, { idempotencyKey: key, ...entered }) {
    const { owner, status } = await applications.get(actor, application);
    if (owner === actor.id) throw new PortalError('REVIEW_OWN_APPLICATION');
    if (status !== 'in-review') throw new PortalError('REVIEW_NOT_AWAITING');
    const session = vault.as({ ...actor, purpose: 'reveal' });
    const value = { ...entered, reviewer: actor.id, at: new Date().toISOString() };
    const notice = { subject: application, idempotencyKey: key, value };
    const ref = await session.put('disclosure', notice);
    // The first write counts: the customer must not be told of one field, and another be shown.
    const { field } = await session.get('disclosure', ref, application);
    if (field !== entered.field) throw new PortalError('FORM_SENT_BEFORE');
    return open[field](session, application);
  };
}
