import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { FailureType } from '#contract/index.ts';

/**
 * A refusal by the workflow itself. The failure converter puts the type's constant message in its
 * place.
 */
export function refusal(type: FailureType): ApplicationFailure {
  return ApplicationFailure.create({ type, message: type, nonRetryable: true });
}

/** True if an activity used up its attempts because the other party did not answer in time. */
export function isUnanswered(error: unknown, type: FailureType): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  return error.cause instanceof TimeoutFailure || isCausedBy(error, type);
}

/** True if an activity failed for good with a failure of this type. */
export function isCausedBy(error: unknown, type: FailureType): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  return cause instanceof ApplicationFailure && cause.type === type;
}

/**
 * Waits for `work`, whose permanent failure does not matter. Returns whether it was done. An error
 * that is not an activity's is a bug in this code, and does matter.
 */
export async function bestEffort(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof ActivityFailure) return false;
    throw error;
  }
}
