/**
 * Every duration that history may hold: a time that is made from data (an income as milliseconds)
 * would leave with it, so the guards let no other pass. In a module of its own, so that a test's
 * bundle can bring others: a duration cannot come in from outside.
 */

// How long an application waits for people. The vault's clock is asked whether it has.
/** For a reviewer, until the others are reminded. */
export const remindAfter = '2 days';
/** For a reviewer, after the reminder. */
export const expireAfter = '12 days';
/** For the customer, to replace a refused document. */
export const replaceWithin = '14 days';

/** How long recording an outcome waits for the mail, so that the customer usually gets that first. */
export const mailPatience = '15 seconds';

/** Time-outs and intervals of activities. workflows/by-reference/activity-options.ts says which. */
const activityTimes = [
  '1 second', // the SDK's own, before a first retry
  '20 seconds',
  '30 seconds',
  '1 minute',
  '10 minutes',
  '20 minutes',
  '2 days',
] as const;

/** How often a step may be tried, where not for ever: at most so often. */
export const mostAttempts = 10;

/** When an activity that another party has told to wait may be retried. */
export const retryDelays = [
  '1 second',
  '2 seconds',
  '5 seconds',
  '15 seconds',
  '1 minute',
] as const;
export type RetryDelay = (typeof retryDelays)[number];

/** What a workflow may set. */
export const durations = [
  remindAfter,
  expireAfter,
  replaceWithin,
  mailPatience,
  ...activityTimes,
] as const;
