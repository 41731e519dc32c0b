/**
 * How long workflows wait (beside their signatures, `activities.ts`), and when activities may ask to
 * be retried: a time that is made from data (an income as milliseconds) would leave with it, so the
 * guards let no other pass.
 */

/** When an activity that another party has told to wait may be retried. */
export const retryDelays = ['1 second', '5 seconds', '1 minute'] as const;
export type RetryDelay = (typeof retryDelays)[number];
