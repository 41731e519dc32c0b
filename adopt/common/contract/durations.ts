/**
 * How long workflows wait (beside their signatures, `activities.ts`), and when activities may ask to
 * be retried: a time that is made from data (an income as milliseconds) would leave with it, so the
 * guards let no other pass.
 */
import type { FailureType } from './grammar.ts';

/** When an activity that another party has told to wait may be retried. */
export const retryDelays = ['1 second', '5 seconds', '1 minute'] as const;
export type RetryDelay = (typeof retryDelays)[number];

/** The failures that may say when to retry: a party outside has told to wait. */
export const delayedFailures: readonly FailureType[] = [];
