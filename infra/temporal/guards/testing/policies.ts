/**
 * Takes the place of contract/policies.ts in the leaky workflows' bundle: what fails does so at
 * once.
 */
export const once = {
  startToCloseTimeout: '20 seconds',
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
} as const;

export const policies = {
  records: once,
  documents: once,
  letters: once,
  bureau: once,
  mail: once,
};
