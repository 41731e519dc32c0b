/** How long each step may take, and how often it is tried again. */
import { proxyActivities } from '@temporalio/workflow';
import type { FailureType, LoanActivities } from '#contract/index.ts';

/**
 * Trying again does not change what is stored. Activities mark these non-retryable themselves; the list keeps it so
 * for one that forgets, since a retry that cannot help goes on for ever under the policy below.
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
 * Tried for ever, at most a minute apart: what fails here is our own database or storage, and an application must
 * outlive their outage, however long it is.
 */
const persistently = { maximumInterval: '1 minute', nonRetryableErrorTypes: final } as const;

/** A few queries each: one that takes longer hangs on a connection, and is better begun anew. */
const records = proxyActivities<
  Pick<
    LoanActivities,
    'validateApplication' | 'scoreRisk' | 'requestReview' | 'readDecision' | 'recordOutcome'
  >
>({ startToCloseTimeout: '30 seconds', retry: persistently });

/**
 * These read every byte of every document: minutes for the largest. The heartbeat tells a worker that died from one
 * that is busy within half a minute, and carries how far it was.
 */
const documents = proxyActivities<Pick<LoanActivities, 'scanDocuments' | 'extractFields'>>({
  startToCloseTimeout: '20 minutes',
  heartbeatTimeout: '30 seconds',
  retry: persistently,
});

/** Rendered in memory and streamed to storage: the time is that of one upload. */
const letters = proxyActivities<Pick<LoanActivities, 'renderLetter'>>({
  startToCloseTimeout: '1 minute',
  retry: persistently,
});

/**
 * Another company's service, with a budget: about a minute and a half, after which a person decides without it.
 * Counted in attempts and not in time, so that an outage of our workers does not use it up. The request gives up
 * before the attempt does (activities/outside/credit-bureau.ts), so that a slow bureau is told from a worker that is gone.
 */
const bureau = proxyActivities<Pick<LoanActivities, 'verifyIdentity'>>({
  startToCloseTimeout: '20 seconds',
  retry: {
    maximumAttempts: 8,
    maximumInterval: '30 seconds',
    nonRetryableErrorTypes: [...final, 'BureauRefused'],
  },
});

/** As mail servers do among themselves: tried for two days, then given up. A server may ask for minutes of patience. */
const mail = proxyActivities<Pick<LoanActivities, 'notifyCustomer' | 'remindReviewers'>>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '2 days',
  retry: { maximumInterval: '10 minutes', nonRetryableErrorTypes: [...final, 'MailRefused'] },
});

/** The steps of the process, each with the patience that suits it. Named one by one: the proxies have no keys to spread. */
export const steps: LoanActivities = {
  scanDocuments: documents.scanDocuments,
  validateApplication: records.validateApplication,
  extractFields: documents.extractFields,
  verifyIdentity: bureau.verifyIdentity,
  scoreRisk: records.scoreRisk,
  requestReview: records.requestReview,
  remindReviewers: mail.remindReviewers,
  readDecision: records.readDecision,
  renderLetter: letters.renderLetter,
  notifyCustomer: mail.notifyCustomer,
  recordOutcome: records.recordOutcome,
};
