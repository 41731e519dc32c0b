/** What the portal makes of Temporal's errors. */
import {
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';

/**
 * The error for the caller: `ended` if the workflow has ended or refuses, unavailable if it does
 * not answer in time; otherwise the error unchanged.
 */
export function toRefusal(
  error: unknown,
  ended: 'APPLICATION_ENDED' | 'REVIEW_NOT_AWAITING',
): unknown {
  // A bug in the portal and no outage: it must not be reported, or logged, as one.
  if (isRefusedByGuard(error)) return error;
  if (failureTypeOf(error) === 'DecisionOvertaken') return new PortalError('DECISION_OVERTAKEN');
  if (isOneOf(error, [WorkflowNotFoundError, WorkflowUpdateFailedError]))
    return new PortalError(ended);
  const unanswered = [ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError];
  return isOneOf(error, unanswered) ? new PortalError('PROCESSING_UNAVAILABLE') : error;
}

/** The client wraps an error of the request guard as if the server had answered with it. */
function isRefusedByGuard(error: unknown): boolean {
  const { cause } = error as Error;
  return cause instanceof ApplicationFailure && cause.type === 'NotAReference';
}

/** The type of the failure that a step or the workflow raised, which the client wraps in others. */
function failureTypeOf(error: unknown): FailureType | undefined {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause) innermost = innermost.cause;
  return innermost instanceof ApplicationFailure ? (innermost.type as FailureType) : undefined;
}

function isOneOf(error: unknown, classes: (new (...args: never[]) => Error)[]): boolean {
  return classes.some((Class) => error instanceof Class);
}
