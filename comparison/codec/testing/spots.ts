/** Every spot where Temporal accepts data: the rows of the table in the codec's README. */
import { canaryWord } from '#lending/samples/canary.ts';
import { createRandom } from '#lending/samples/random.ts';

export const spots = [
  'workflow argument',
  'workflow result',
  'activity argument',
  'activity result',
  'local activity result',
  'child workflow argument',
  'continue-as-new argument',
  'signal argument',
  'update argument',
  'update result',
  'query answer',
  'memo value',
  'failure message',
  'failure stack trace',
  'failure details',
  'message of a pending failure',
  'heartbeat details',
  'workflow summary',
  'workflow details',
  'activity summary',
  'timer summary',
  'current details',
  'schedule argument',
  'event group label',
  'header',
  'search attribute',
  'failure type',
  'workflow ID',
  'child workflow ID',
  'activity ID',
  'update ID',
  'patch ID',
  'workflow type',
  'activity type',
  'signal name',
  'update name',
  'memo key',
  'task queue',
  'fairness key',
  'names of errors not to retry',
  'identity',
  'termination reason',
  'cancellation reason',
  'schedule note',
  'schedule memo',
  'standalone activity argument',
  'text of a failed workflow task',
  'message of an error, in the log of the worker',
] as const;

/** The one that Temporal's server does not hold. */
export const logSpot = 'message of an error, in the log of the worker';

export type Spot = (typeof spots)[number];

/** A word for each spot, which is nowhere else. */
export type Words = Record<Spot, string>;

export function newWords(): Words {
  const random = createRandom();
  return Object.fromEntries(spots.map((spot) => [spot, canaryWord(random)])) as Words;
}
