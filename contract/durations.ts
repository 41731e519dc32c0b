/**
 * How long workflows wait, and when activities may ask to be retried: a time that is made from data
 * (an income as milliseconds) would leave with it, so the guards let no other pass. In a module of
 * its own, so that a test's bundle can bring others: a duration cannot come in from outside.
 */
import type { FailureType } from './grammar.ts';

// How long an application waits for people. The vault's clock is asked whether it has.
/** For a reviewer, until the others are reminded. */
export const remindAfter = '2 days';
/** For a reviewer, after the reminder. */
export const expireAfter = '12 days';
/** For the customer, to replace a refused document. */
export const replaceWithin = '14 days';

/** How long recording an outcome waits for the mail, so that the customer usually gets that first. */
export const mailPatience = '15 seconds';

/** When an activity that another party has told to wait may be retried. */
export const retryDelays = [
  '1 second',
  '2 seconds',
  '5 seconds',
  '15 seconds',
  '1 minute',
] as const;
export type RetryDelay = (typeof retryDelays)[number];

/** The failures that may say when to retry: a party outside has told to wait. */
export const delayedFailures: readonly FailureType[] = ['BureauUnavailable'];
