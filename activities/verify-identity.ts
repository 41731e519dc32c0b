import { cancellationSignal } from '@temporalio/activity';
import type { LoanActivities } from '#contract/index.ts';
import { storeOnce } from './tools.ts';
import type { Tools } from './tools.ts';

/** Asks the credit bureau, once for each application. */
export function createVerifyIdentity({
  vault,
  bureau,
  note,
  requireNoted,
}: Tools<'verifyIdentity'>): LoanActivities['verifyIdentity'] {
  return async (application) => {
    const { ref, value } = await storeOnce(vault, 'identity-report', application, async () => {
      await requireNoted(application, 'extracted');
      const { contact, identity } = await vault.getParts(application, 'contact', 'identity');
      const person = { fullName: contact.fullName, ...identity };
      // Not the reference: the bureau knows the person and history knows the outcome, and the two
      // must not be joined.
      const idempotencyKey = await vault.pseudonym(application, 'identity-check');
      const options = { idempotencyKey, signal: cancellationSignal() };
      return bureau.check(person, options);
    });
    await note(application, 'identity-checked');
    return [value.confirmed ? 'confirmed' : 'unconfirmed', ref];
  };
}
