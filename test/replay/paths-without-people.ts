import { failure } from '#infra/temporal/failures.ts';
import { assessment, conclusion, recommends } from './path.ts';
import type { Path } from './path.ts';

/** Paths that end without a person. */
export const pathsWithoutPeople: Record<string, Path> = {
  approved: {
    says: 'an application that the risk engine approves is approved without a person',
    end: 'approved',
    steps: [...assessment, ...conclusion('approved')],
  },
  declined: {
    says: 'an application that the risk engine declines is declined without a person',
    given: recommends('decline'),
    end: 'declined',
    steps: [...assessment, ...conclusion('declined')],
  },
  incomplete: {
    says: 'an incomplete application is declined before the bureau is asked',
    given: { validateApplication: async () => 'incomplete' },
    end: 'declined',
    steps: ['scanDocuments', 'validateApplication', ...conclusion('declined')],
  },
  failed: {
    says: 'a step that fails for good fails the application, the outcome is recorded and the customer told',
    given: { extractFields: () => Promise.reject(failure('VaultRefused', { nonRetryable: true })) },
    end: 'failed',
    steps: [...assessment.slice(0, 3), 'recordOutcome failed', 'notifyCustomer'],
  },
  'mail-refused': {
    says: 'a refused mail does not change the outcome',
    given: { notifyCustomer: () => Promise.reject(failure('MailRefused', { nonRetryable: true })) },
    end: 'approved',
    steps: [...assessment, ...conclusion('approved')],
  },
};
