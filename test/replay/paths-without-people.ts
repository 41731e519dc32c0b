import { failure } from '#infra/temporal/failures.ts';
import { assessment, conclusion, recommends } from './path.ts';
import type { Path } from './path.ts';

/** Ways that end without a person. */
export const pathsWithoutPeople: Record<string, Path> = {
  approved: {
    says: 'what is recommended to approve is approved without a person',
    end: 'approved',
    steps: [...assessment, ...conclusion('approved')],
  },
  declined: {
    says: 'what is recommended to decline is declined without a person',
    given: recommends('decline'),
    end: 'declined',
    steps: [...assessment, ...conclusion('declined')],
  },
  infected: {
    says: 'infected documents are declined before anything else reads them',
    given: { scanDocuments: async () => 'infected' },
    end: 'declined',
    steps: ['scanDocuments', ...conclusion('declined')],
  },
  incomplete: {
    says: 'an incomplete application is declined before the bureau hears of it',
    given: { validateApplication: async () => 'incomplete' },
    end: 'declined',
    steps: ['scanDocuments', 'validateApplication', ...conclusion('declined')],
  },
  failed: {
    says: 'a step that fails for good fails the application, and the customer can see that',
    given: { extractFields: () => Promise.reject(failure('VaultRefused', { nonRetryable: true })) },
    end: 'failed',
    steps: [...assessment.slice(0, 3), 'recordOutcome failed'],
  },
  'mail-refused': {
    says: 'a mail that is refused does not change the outcome',
    given: { notifyCustomer: () => Promise.reject(failure('MailRefused', { nonRetryable: true })) },
    end: 'approved',
    steps: [...assessment, ...conclusion('approved')],
  },
};
