import { cancellationSignal } from '@temporalio/activity';
import type { LoanActivities } from '#workflows/contract.ts';
import { storeOnce } from './tools.ts';
import type { Tools } from './tools.ts';

/** Asks the credit bureau, once for each application. */
export function createVerifyIdentity({ vault, bureau, note }: Tools): LoanActivities['verifyIdentity'] {
  return async (application) => {
    const { ref, value } = await storeOnce(vault, 'identity-report', application, async () => {
      const { fullName, ssn, dateOfBirth } = await vault.get('application-details', application);
      const options = { idempotencyKey: application, signal: cancellationSignal() };
      return bureau.check({ fullName, ssn, dateOfBirth }, options);
    });
    await note(application, 'identity-checked');
    return [value.confirmed ? 'confirmed' : 'unconfirmed', ref];
  };
}
