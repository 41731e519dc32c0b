/**
 * Guard 3: history holds of an error its kind, a type from the contract and the constant message of
 * that type, and the same of its causes. No other message, no stack trace, details or source passes
 * in either direction, nor when a stored failure is thrown again. It never throws: an error here
 * would stop the whole worker.
 */
import { DefaultFailureConverter } from '@temporalio/common';
import type { FailureConverter, PayloadConverter, ProtoFailure } from '@temporalio/common';
import { redacted } from './redaction.ts';

const inner = new DefaultFailureConverter();

/** Details are dropped, so they need no conversion: the guarding converter would throw on them. */
const noDetails: PayloadConverter = { toPayload: () => ({}), fromPayload: <T>() => undefined as T };

export const failureConverter: FailureConverter = {
  errorToFailure(error) {
    return redacted(described(error));
  },
  failureToError(failure) {
    return inner.failureToError(redacted(failure), noDetails);
  },
};

function described(error: unknown): ProtoFailure {
  try {
    return inner.errorToFailure(error, noDetails);
  } catch {
    // Getters that throw, or a circular chain of causes: nothing of it is worth keeping.
    return {};
  }
}
