/**
 * Every list that makes this contract the one of a loan portal. To take the guards to another
 * domain, edit this file and `activities.ts`; nothing else in `contract/` or `infra/temporal/`
 * names a loan.
 */

/** Appears in the identity of each client and worker, and in the stamp of a workflow bundle. */
export const product = 'harbor';

/**
 * What a reference can point to. The kind is in the clear; it is the same for every application.
 */
export const referenceKinds = ['app', 'doc', 'rpt', 'dec', 'ltr'] as const;

/** A workflow ID is a reference of this kind: what the workflow is about. */
export const workflowIdKind = 'app' satisfies (typeof referenceKinds)[number];

/**
 * The declassification decision. A workflow must branch, and can only branch on what it can see:
 * these words, and no others, leave the vault for history. The Temporal operator learns them for
 * each application. Adding one is a security decision: it needs a reviewer who asks what an
 * observer can infer from it.
 */
export const routingCodes = [
  // the document scan
  'clean',
  'infected',
  // validation
  'complete',
  'incomplete',
  // identity, as the credit bureau sees it; 'unavailable' when the bureau stayed down for too long
  'confirmed',
  'unconfirmed',
  'unavailable',
  // the risk engine's recommendation, and a reviewer's decision
  'approve',
  'refer',
  'decline',
  // how an application ends
  'approved',
  'declined',
  'expired',
  'withdrawn',
  'failed',
] as const;

/** Names that appear in history. Constants, so that no name is ever built from data. */
export const taskQueue = 'loan-applications';
export const workflowTypes = ['loanApplication'] as const;
export const updateNames = ['decide'] as const;
export const signalNames = ['resubmitted'] as const;

/** IDs for `patched()` in workflow code; history keeps them as markers. */
export const patchIds: readonly string[] = [];

/**
 * The `ApplicationFailure.type` values that may appear in history, each with the one message that
 * goes with it. The failure converter replaces any other type by `Redacted` and every message by
 * the one here, so no message is ever built from data. The guards themselves use the first two.
 */
export const failureMessages = {
  NotAReference: 'Something other than a reference or a routing code was about to enter history',
  Redacted: 'The error stays in the process that met it; see its log',
  VaultRefused: 'The vault refused',
  RecordNotFound: 'The vault holds no such record',
  RecordInvalid: 'A record does not fit its type',
  DocumentUnreadable: 'A document could not be read',
  BureauUnavailable: 'The credit bureau does not answer',
  BureauRefused: 'The credit bureau refused the request',
  MailUnavailable: 'The mail server does not answer',
  MailRefused: 'The mail server refused the message',
  StorageUnavailable: 'The object storage does not answer',
  DecisionNotForThisApplication: 'The decision was recorded for another application',
  DecisionOvertaken: 'A later decision was recorded for the application',
  NotAwaitingReview: 'The application does not await a review',
  OutcomeNotSupported: 'The records in the vault do not support this outcome',
} as const;

/**
 * What each role opens in the vault, for which purpose: records by their type, and `documents` for
 * all that a customer uploads. Each step has one purpose (`activities.ts`). What a purpose does not
 * name, the vault refuses, and the database as well (lending/migrations/0002_rights.sql). Customers
 * open their own and need no purpose.
 */
export const grants = {
  worker: {
    scanning: ['documents'],
    eligibility: ['identity', 'documents'],
    extraction: ['contact', 'bank-account', 'extraction-report', 'documents'],
    'identity-check': ['contact', 'identity', 'identity-report'],
    assessment: ['finances', 'extraction-report', 'identity-report', 'risk-assessment'],
    decision: ['finances', 'review-decision'],
    letter: ['contact', 'finances', 'identity-report', 'risk-assessment', 'review-decision'],
    notice: ['contact'],
    outcome: ['finances', 'identity-report', 'risk-assessment', 'review-decision'],
    // Moves the application on, and opens nothing.
    progress: [],
  },
  reviewer: {
    review: [
      'contact',
      'finances',
      'masks',
      'extraction-report',
      'identity-report',
      'risk-assessment',
      'review-decision',
      'documents',
    ],
    // One number of one application, which its customer is told.
    reveal: ['identity', 'bank-account', 'disclosure'],
  },
} as const;

/**
 * The attributes of a log line that may hold a reference, beside Temporal's own (`workflowId`,
 * `updateId`).
 */
export const loggedReferences = ['application', 'document'] as const;
