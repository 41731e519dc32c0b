/**
 * How long each kind of step may take, and how often it is retried. These times are in history, so
 * the guards ask for exactly the policy of the activity.
 */
import type { Policy } from './shapes.ts';

export const policies = {
  /** A database that is down for minutes comes back: retried for ever. */
  records: { startToCloseTimeout: '1 minute', retry: { maximumInterval: '1 minute' } },
  documents: { startToCloseTimeout: '20 minutes', retry: { maximumInterval: '1 minute' } },
} satisfies Record<string, Policy>;

export type PolicyName = keyof typeof policies;
