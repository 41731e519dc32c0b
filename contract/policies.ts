/**
 * How long each step may take, and how often it is retried. History holds these times beside each
 * call, so a workflow does not choose among them: the guards ask for exactly the policy of the
 * activity. In a module of its own, so that a test's bundle can bring others.
 */
import type { FailureType } from './grammar.ts';
import type { Policy } from './shapes.ts';

/**
 * A retry does not change what is stored. Activities mark these non-retryable themselves; the list
 * covers one that forgets, since under the policy below a retry that cannot help goes on for ever.
 */
const final: FailureType[] = [
  'NotAReference',
  'VaultRefused',
  'RecordNotFound',
  'RecordInvalid',
  'DocumentUnreadable',
  'DecisionNotForThisApplication',
  'DecisionOvertaken',
  'OutcomeNotSupported',
];

/**
 * Retried for ever, at most a minute apart: what fails here is our own database or storage, and an
 * application must outlive their outage, however long it is.
 */
const persistently = {
  maximumInterval: '1 minute',
  nonRetryableErrorTypes: final,
} satisfies Policy['retry'];

export const policies = {
  // A few queries each: one that takes longer hangs on a connection, and is better restarted.
  records: { startToCloseTimeout: '30 seconds', retry: persistently },

  // These read every byte of every document: minutes for the largest. Within half a minute, the
  // heartbeat tells a dead worker from a busy one, and it carries how far the worker was.
  documents: {
    startToCloseTimeout: '20 minutes',
    heartbeatTimeout: '30 seconds',
    retry: persistently,
  },

  // Rendered in memory and streamed to storage: the time is that of one upload.
  letters: { startToCloseTimeout: '1 minute', retry: persistently },

  // Another company's service, with a budget: about a minute and a half, after which a reviewer
  // decides without it. Counted in attempts and not in time, so that an outage of our workers does
  // not use it up. The request times out before the attempt does
  // (activities/outside/credit-bureau.ts), which tells a slow bureau from a worker that is gone.
  bureau: {
    startToCloseTimeout: '20 seconds',
    retry: {
      maximumAttempts: 8,
      maximumInterval: '30 seconds',
      nonRetryableErrorTypes: [...final, 'BureauRefused'],
    },
  },

  // As mail servers do among themselves: retried for two days, then given up. A server may ask for
  // a delay of minutes.
  mail: {
    startToCloseTimeout: '30 seconds',
    scheduleToCloseTimeout: '2 days',
    retry: { maximumInterval: '10 minutes', nonRetryableErrorTypes: [...final, 'MailRefused'] },
  },
} satisfies Record<string, Policy>;

export type PolicyName = keyof typeof policies;
