/**
 * Failures as history may hold them: a type from the contract's closed list, and the constant
 * message of that type.
 */
import { ApplicationFailure } from '@temporalio/common';
import { failureMessages } from '#contract/index.ts';
import type { RetryDelay } from '#contract/durations.ts';
import type { FailureType } from '#contract/index.ts';

export interface FailureOptions {
  /** Do not retry the activity. Default: retry as its retry policy says. */
  nonRetryable?: boolean;
  /**
   * When to retry, instead of what the retry policy says. One of a list, and only for the contract's
   * `delayedFailures`: it is in history.
   */
  nextRetryDelay?: RetryDelay;
  /**
   * For this process's log, which prints its name and code. The failure converter drops its
   * message.
   */
  cause?: Error;
}

/** An ApplicationFailure with the constant message of its type. */
export function failure(type: FailureType, options: FailureOptions = {}): ApplicationFailure {
  return ApplicationFailure.create({ type, message: failureMessages[type], ...options });
}

/**
 * The type and its constant message if history may hold it, and `Redacted` with its message for any
 * other.
 */
export function knownFailure(type: unknown): { type: FailureType; message: string } {
  const known = typeof type === 'string' && Object.hasOwn(failureMessages, type);
  const safe = known ? (type as FailureType) : 'Redacted';
  return { type: safe, message: failureMessages[safe] };
}
