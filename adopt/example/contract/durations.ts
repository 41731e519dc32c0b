/**
 * Every duration that history may hold: a time that is made from data (an income as milliseconds)
 * would leave with it, so the guards let no other pass.
 */

/** What a workflow may set: time-outs, intervals and timers. */
export const durations = [
  '1 second', // the SDK's own, before a first retry
  '1 minute',
  '20 minutes',
] as const;

/** How often a step may be tried, where not for ever: at most so often. */
export const mostAttempts = 10;

/** When an activity that another party has told to wait may be retried. */
export const retryDelays = ['1 second', '5 seconds', '1 minute'] as const;
export type RetryDelay = (typeof retryDelays)[number];
