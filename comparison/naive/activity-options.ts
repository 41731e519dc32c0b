/**
 * Time-out and retry policy of each step, the same as by reference
 * (contract/policies.ts).
 */
import { proxyActivities } from '@temporalio/workflow';
import type { ByValueActivities } from './contract.ts';

const { validateApplication, scoreRisk, requestReview, renderLetter } =
  proxyActivities<ByValueActivities>({
    startToCloseTimeout: '1 minute',
    retry: { maximumInterval: '1 minute' },
  });

/**
 * A retry will not make an unreadable document readable; but between two attempts the failure is
 * pending, and visible.
 */
const { scanDocuments, extractFields } = proxyActivities<ByValueActivities>({
  startToCloseTimeout: '20 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { maximumAttempts: 2, initialInterval: '2 seconds' },
});

const { verifyIdentity } = proxyActivities<ByValueActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { maximumAttempts: 8, maximumInterval: '30 seconds' },
});

const { notifyCustomer } = proxyActivities<ByValueActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 5 },
});

export const steps: ByValueActivities = {
  scanDocuments,
  validateApplication,
  extractFields,
  verifyIdentity,
  scoreRisk,
  requestReview,
  renderLetter,
  notifyCustomer,
};
