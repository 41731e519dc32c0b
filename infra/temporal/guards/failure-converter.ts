/**
 * Guard 3: what an error may say in history: its kind, a type from the contract and the constant
 * text of that type, and the same of its causes. No message, stack trace, details or source, in
 * either direction, and also when a stored failure is thrown again. It never throws: an error here
 * would stop the whole worker.
 */
import { DefaultFailureConverter } from '@temporalio/common';
import type { FailureConverter, PayloadConverter, ProtoFailure } from '@temporalio/common';
import { redacted } from './redaction.ts';

const inner = new DefaultFailureConverter();

/**
 * Details are dropped, so they are not converted either: the guarding converter would throw on
 * them.
 */
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
    // Getters that throw, a chain of causes that bites its tail: nothing of it is worth keeping.
    return {};
  }
}
