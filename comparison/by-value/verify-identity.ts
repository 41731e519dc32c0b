import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { ByValueActivities } from '../naive/contract.ts';
import type { ByValueTools } from './tools.ts';

/**
 * Asks the credit bureau. What it failed on is in the message of the failure, in history and in the
 * worker's log.
 */
export function createVerifyIdentity({
  bureau,
  context,
}: ByValueTools): ByValueActivities['verifyIdentity'] {
  return async ({ fullName, ssn, dateOfBirth }) => {
    const { cancellationSignal: signal, log } = context();
    log.info(`Asking the bureau about ${fullName}`, { ssn });
    const person = { fullName, ssn, dateOfBirth };
    // "Only a hash": there are a billion social security numbers, and a name is no secret.
    const idempotencyKey = createHash('sha256').update(JSON.stringify(person)).digest('hex');
    return bureau.check(person, { idempotencyKey, signal }).catch((error: ApplicationFailure) => {
      const message = `No answer about ${fullName}, born ${dateOfBirth}, SSN ${ssn}`;
      throw ApplicationFailure.create({
        type: error.type ?? 'BureauUnavailable',
        nonRetryable: error.nonRetryable === true,
        message,
        cause: error,
      });
    });
  };
}
