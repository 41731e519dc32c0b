import { cancellationSignal } from '@temporalio/activity';
import type { LoanActivities } from '#contract/index.ts';
import { storeOnce } from './tools.ts';
import type { Tools } from './tools.ts';

/** Asks the credit bureau, once for each application. */
export function createVerifyIdentity({
  vault,
  bureau,
  note,
}: Tools): LoanActivities['verifyIdentity'] {
  return async (application) => {
    const { ref, value } = await storeOnce(vault, 'identity-report', application, async () => {
      const { fullName, ssn, dateOfBirth } = await vault.get('application-details', application);
      // Not the reference: the bureau knows whose it would be, and history knows what became of it.
      const idempotencyKey = await vault.pseudonym(application, 'identity-check');
      const options = { idempotencyKey, signal: cancellationSignal() };
      return bureau.check({ fullName, ssn, dateOfBirth }, options);
    });
    await note(application, 'identity-checked');
    return [value.confirmed ? 'confirmed' : 'unconfirmed', ref];
  };
}
