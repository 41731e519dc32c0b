/**
 * The steps that the workflow calls. A new activity needs a line in the interface, a line in the
 * table below it, a file of its own in `activities/`, and a line in `activities/index.ts`; the
 * compiler names the one that is missing.
 */
import type { HistoryValue, Reference, RoutingCode } from './grammar.ts';

export type ApplicationRef = Reference<'app'>;
export type DocumentRef = Reference<'doc'>;
export type ReportRef = Reference<'rpt'>;
export type DecisionRef = Reference<'dec'>;
export type LetterRef = Reference<'ltr'>;

/** How an application can end. */
export type Outcome = Extract<RoutingCode, 'approved' | 'declined' | 'expired' | 'withdrawn'>;

/** Every argument and result is a reference, a routing code, or a list of these. */
export interface LoanActivities {
  /**
   * Reads each stored document once, for malware and for content that is not what it claims to be.
   * After `infected` the customer may replace what was refused.
   */
  scanDocuments(application: ApplicationRef): Promise<'clean' | 'infected'>;
  /** Tells the customer by mail, with a link and no content, that a document must be replaced. */
  requestDocuments(application: ApplicationRef): Promise<void>;
  /** Checks that the details and the documents that an application needs are there and agree. */
  validateApplication(application: ApplicationRef): Promise<'complete' | 'incomplete'>;
  /**
   * Extracts text and image metadata from each document. Its heartbeat names the document it has
   * finished.
   */
  extractFields(application: ApplicationRef): Promise<ReportRef>;
  /** Asks the credit bureau who the applicant is and what they owe. */
  verifyIdentity(application: ApplicationRef): Promise<['confirmed' | 'unconfirmed', ReportRef]>;
  /** Scores the risk from the extraction and, if the bureau answered, the identity report. */
  scoreRisk(
    application: ApplicationRef,
    reports: ReportRef[],
  ): Promise<['approve' | 'refer' | 'decline', ReportRef]>;
  /** Puts the application into the reviewers' queue. */
  requestReview(application: ApplicationRef): Promise<void>;
  /** Reminds the reviewers of a waiting application by mail, with a link and no content. */
  remindReviewers(application: ApplicationRef): Promise<void>;
  /**
   * Reads a reviewer's recorded decision; refuses one that was recorded for another application.
   */
  readDecision(application: ApplicationRef, decision: DecisionRef): Promise<'approve' | 'decline'>;
  /**
   * Renders the decision letter (PDF) into the vault; refuses an outcome that the vault's records do
   * not support.
   */
  renderLetter(application: ApplicationRef, outcome: Outcome): Promise<LetterRef>;
  /** Tells the customer by mail, with a link and no content, that there is an outcome. */
  notifyCustomer(application: ApplicationRef): Promise<void>;
  /** Records how the application ended, for the portal; refuses as `renderLetter` does. */
  recordOutcome(application: ApplicationRef, outcome: Outcome | 'failed'): Promise<void>;
}

/**
 * How an activity is retried and timed out. `workflows/by-reference/activity-options.ts` says what
 * each means.
 */
export type RetryPolicy = 'records' | 'documents' | 'letters' | 'bureau' | 'mail';

/** Every activity, with its retry policy. Their names appear in history. */
export const activityPolicies = {
  scanDocuments: 'documents',
  requestDocuments: 'mail',
  validateApplication: 'records',
  extractFields: 'documents',
  verifyIdentity: 'bureau',
  scoreRisk: 'records',
  requestReview: 'records',
  remindReviewers: 'mail',
  readDecision: 'records',
  renderLetter: 'letters',
  notifyCustomer: 'mail',
  recordOutcome: 'records',
} as const satisfies Record<keyof LoanActivities, RetryPolicy>;

export type ActivityName = keyof typeof activityPolicies;
export const activityNames = Object.keys(activityPolicies) as readonly ActivityName[];

/** An activity as the guards know it: what goes in and what comes out may enter history. */
type ContractActivity = (...args: never[]) => Promise<HistoryValue>;

/**
 * The names of activities whose arguments or result could not enter history: there must be none.
 */
type Offending = {
  [Name in ActivityName]: LoanActivities[Name] extends ContractActivity
    ? Parameters<LoanActivities[Name]> extends HistoryValue[]
      ? never
      : Name
    : Name;
}[ActivityName];
const _noneOffends: [Offending] extends [never] ? true : Offending = true;
