import { setTimeout } from 'node:timers/promises';
import { failure } from '#infra/temporal/failures.ts';
import { newReference } from '#vault/references.ts';
import type { Loan } from '#workflows/by-reference/testing/world.ts';
import type { LoanActivities } from '#contract/index.ts';
import { assessment, conclusion, recommends, review } from './path.ts';
import type { Path } from './path.ts';

async function decide(loan: Loan): Promise<void> {
  await loan.reached('requestReview');
  await loan.decide();
}

async function withdraw(loan: Loan): Promise<void> {
  await loan.reached('requestReview');
  await loan.handle.cancel();
}

/** Refuses the first decision as one that was recorded for another application. */
function refuseTheFirst(): LoanActivities['readDecision'] {
  let isFirst = true;
  return async () => {
    if (!isFirst) return 'approve';
    isFirst = false;
    throw failure('DecisionNotForThisApplication', { nonRetryable: true });
  };
}

/** Refuses a document until the customer has submitted again. */
function refuseOnce(): LoanActivities['scanDocuments'] {
  let isFirst = true;
  return async () => {
    if (!isFirst) return 'clean';
    isFirst = false;
    return 'infected';
  };
}

/** Long enough for a withdrawal in the meantime. */
const slowly: LoanActivities['extractFields'] = () => setTimeout(1_500, newReference('rpt'));

/** Paths in which a reviewer or the customer acts. */
export const pathsWithPeople: Record<string, Path> = {
  'approved-in-review': {
    says: 'a reviewer approves a referred application',
    given: recommends('refer'),
    meanwhile: decide,
    end: 'approved',
    steps: [...assessment, ...review, ...conclusion('approved')],
  },
  'declined-in-review': {
    says: 'a reviewer declines a referred application',
    given: { ...recommends('refer'), readDecision: async () => 'decline' },
    meanwhile: decide,
    end: 'declined',
    steps: [...assessment, ...review, ...conclusion('declined')],
  },
  'identity-unconfirmed': {
    says: 'an application without a confirmed identity is referred, whatever its score',
    given: { verifyIdentity: async () => ['unconfirmed', newReference('rpt')] },
    meanwhile: decide,
    end: 'approved',
    steps: [...assessment, ...review, ...conclusion('approved')],
  },
  'bureau-down': {
    says: 'an application is assessed without a bureau that stays down, and referred',
    // As after its attempts, which would take a minute and a half.
    given: {
      verifyIdentity: () => Promise.reject(failure('BureauUnavailable', { nonRetryable: true })),
    },
    meanwhile: decide,
    end: 'approved',
    steps: [...assessment.slice(0, -1), 'scoreRisk rpt', ...review, ...conclusion('approved')],
  },
  'decision-of-another-application': {
    says: 'a decision recorded for another application is refused, and the right one is taken',
    given: { ...recommends('refer'), readDecision: refuseTheFirst() },
    meanwhile: async (loan) => {
      await decide(loan);
      await loan.decide();
    },
    end: 'approved',
    steps: [...assessment, ...review, 'readDecision dec', ...conclusion('approved')],
  },
  'document-replaced': {
    says: 'an application with an infected document waits until its owner has replaced it',
    given: { scanDocuments: refuseOnce() },
    meanwhile: async (loan) => {
      await loan.reached('requestDocuments');
      await loan.handle.signal('resubmitted');
    },
    end: 'approved',
    steps: ['scanDocuments', 'requestDocuments', ...assessment, ...conclusion('approved')],
  },
  'cancelled-by-operator': {
    says: 'a cancellation that the customer has not asked for is recorded as a failure',
    given: {
      ...recommends('refer'),
      recordOutcome: async (_application, outcome) => {
        if (outcome === 'withdrawn') throw failure('OutcomeNotSupported', { nonRetryable: true });
      },
    },
    meanwhile: withdraw,
    end: 'failed',
    steps: [
      ...assessment,
      'requestReview',
      'recordOutcome withdrawn',
      'recordOutcome failed',
      'notifyCustomer',
    ],
  },
  'withdrawn-while-read': {
    says: 'a withdrawal while documents are read is recorded as one',
    given: { extractFields: slowly },
    meanwhile: async (loan) => {
      await loan.reached('extractFields');
      await loan.handle.cancel();
    },
    end: 'withdrawn',
    steps: [...assessment.slice(0, 3), 'recordOutcome withdrawn'],
  },
  'withdrawn-in-review': {
    says: 'a withdrawal during a review is recorded as one',
    given: recommends('refer'),
    meanwhile: withdraw,
    end: 'withdrawn',
    steps: [...assessment, 'requestReview', 'recordOutcome withdrawn'],
  },
};

/** Paths that need a bundle with short deadlines. */
export const hurriedPaths: Readonly<Record<string, Path>> = {
  reminded: {
    says: 'slow reviewers are reminded and can still decide',
    given: recommends('refer'),
    meanwhile: async (loan) => {
      await loan.reached('remindReviewers');
      await loan.decide();
    },
    end: 'approved',
    steps: [
      ...assessment,
      'requestReview',
      'remindReviewers',
      'readDecision dec',
      ...conclusion('approved'),
    ],
  },
  infected: {
    says: 'an application with an infected document that is not replaced in time is declined',
    given: { scanDocuments: async () => 'infected' },
    end: 'declined',
    steps: ['scanDocuments', 'requestDocuments', ...conclusion('declined')],
  },
  expired: {
    says: 'an application without a decision expires, and the customer is notified',
    given: recommends('refer'),
    end: 'expired',
    steps: [...assessment, 'requestReview', 'remindReviewers', ...conclusion('expired')],
  },
};
