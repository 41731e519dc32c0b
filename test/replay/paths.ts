/**
 * The ways through the loan process. The workflow's tests walk each and look at its steps; the saved histories are of
 * the same walks.
 */
import { setTimeout } from 'node:timers/promises';
import { failure } from '#infra/temporal/failures.ts';
import { newReference } from '#vault/references.ts';
import type { Loan } from '#workflows/by-reference/testing.ts';
import type { LoanActivities, Outcome } from '#workflows/contract.ts';

export interface Path {
  says: string;
  /** The steps that do not answer as usual. The usual ones lead to approval without a person. */
  given?: Partial<LoanActivities>;
  /** What people do meanwhile. */
  meanwhile?: (loan: Loan) => Promise<unknown>;
  end: Outcome | 'failed';
  steps: string[];
}

const recommends = (recommendation: 'refer' | 'decline'): Partial<LoanActivities> => ({
  scoreRisk: async () => [recommendation, newReference('rpt')],
});

async function decide(loan: Loan): Promise<void> {
  await loan.reached('requestReview');
  await loan.decide();
}

async function withdraw(loan: Loan): Promise<void> {
  await loan.reached('requestReview');
  await loan.handle.cancel();
}

const assessment = [
  'scanDocuments',
  'validateApplication',
  'extractFields',
  'verifyIdentity',
  'scoreRisk rpt rpt',
];
const review = ['requestReview', 'readDecision dec'];
const conclusion = (outcome: Outcome): string[] => [
  `renderLetter ${outcome}`,
  'notifyCustomer',
  `recordOutcome ${outcome}`,
];

/** Recorded for another application, as far as this step can see. */
function refuseTheFirst(): LoanActivities['readDecision'] {
  let isFirst = true;
  return async () => {
    if (!isFirst) return 'approve';
    isFirst = false;
    throw failure('DecisionNotForThisApplication', { nonRetryable: true });
  };
}

/** Long enough to withdraw meanwhile. */
const slowly: LoanActivities['extractFields'] = () => setTimeout(1_500, newReference('rpt'));

/** Those without a person. */
const alone: Record<string, Path> = {
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

/** Those in which a reviewer or the customer has a part. */
const withAPerson: Record<string, Path> = {
  'approved-in-review': {
    says: 'a reviewer decides what was referred',
    given: recommends('refer'),
    meanwhile: decide,
    end: 'approved',
    steps: [...assessment, ...review, ...conclusion('approved')],
  },
  'declined-in-review': {
    says: 'a reviewer may decline',
    given: { ...recommends('refer'), readDecision: async () => 'decline' },
    meanwhile: decide,
    end: 'declined',
    steps: [...assessment, ...review, ...conclusion('declined')],
  },
  'identity-unconfirmed': {
    says: 'without a confirmed identity a person is asked, whatever the score says',
    given: { verifyIdentity: async () => ['unconfirmed', newReference('rpt')] },
    meanwhile: decide,
    end: 'approved',
    steps: [...assessment, ...review, ...conclusion('approved')],
  },
  'bureau-down': {
    says: 'a credit bureau that stays down is done without, and a person is asked',
    // The delay stands in for a minute and a half of waiting.
    given: { verifyIdentity: () => Promise.reject(failure('BureauUnavailable', { nextRetryDelay: 1 })) },
    meanwhile: decide,
    end: 'approved',
    steps: [...assessment.slice(0, -1), 'scoreRisk rpt', ...review, ...conclusion('approved')],
  },
  'decision-of-another-application': {
    says: 'a decision that was recorded for another application is refused, and the right one is taken',
    given: { ...recommends('refer'), readDecision: refuseTheFirst() },
    meanwhile: async (loan) => {
      await decide(loan);
      await loan.decide();
    },
    end: 'approved',
    steps: [...assessment, ...review, 'readDecision dec', ...conclusion('approved')],
  },
  'withdrawn-while-read': {
    says: 'a withdrawal while documents are read is recorded as such',
    given: { extractFields: slowly },
    meanwhile: async (loan) => {
      await loan.reached('extractFields');
      await loan.handle.cancel();
    },
    end: 'withdrawn',
    steps: [...assessment.slice(0, 3), 'recordOutcome withdrawn'],
  },
  'withdrawn-in-review': {
    says: 'a withdrawal while a reviewer is awaited is recorded as such',
    given: recommends('refer'),
    meanwhile: withdraw,
    end: 'withdrawn',
    steps: [...assessment, 'requestReview', 'recordOutcome withdrawn'],
  },
};

/** Those that need a bundle with short deadlines. */
export const hurriedPaths: Readonly<Record<string, Path>> = {
  reminded: {
    says: 'reviewers who take their time are reminded, and can still decide',
    given: recommends('refer'),
    meanwhile: async (loan) => {
      await loan.reached('remindReviewers');
      await loan.decide();
    },
    end: 'approved',
    steps: [...assessment, 'requestReview', 'remindReviewers', 'readDecision dec', ...conclusion('approved')],
  },
  expired: {
    says: 'what nobody decides on expires, and the customer is told',
    given: recommends('refer'),
    end: 'expired',
    steps: [...assessment, 'requestReview', 'remindReviewers', ...conclusion('expired')],
  },
};

export const paths: Readonly<Record<string, Path>> = { ...alone, ...withAPerson };

/** Walks a path to its end. */
export async function walk(loan: Loan, { meanwhile }: Path): Promise<Outcome | 'failed'> {
  await meanwhile?.(loan);
  return loan.end();
}
