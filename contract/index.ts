/**
 * The contract: everything that workflow history may hold.
 *
 * A value in history is a **reference** (a kind and 128 random bits, which says nothing about what it points
 * to), a **routing code** (a word from the closed list below), or a list of these. The guards in
 * `infra/temporal/guards/` refuse all else. This file imports nothing, so that it loads alike in the workflow
 * sandbox, in the converters and in the portal.
 */

/** What a reference can point to. The kind is in the clear; it is the same for every application. */
export const referenceKinds = ['app', 'doc', 'rpt', 'dec', 'ltr'] as const;
export type ReferenceKind = (typeof referenceKinds)[number];

/** `app_` and 26 letters of Crockford's base 32: 128 random bits, never a hash and never a sequence. */
export type Reference<Kind extends ReferenceKind = ReferenceKind> = `${Kind}_${string}`;
export type ApplicationRef = Reference<'app'>;
export type DocumentRef = Reference<'doc'>;
export type ReportRef = Reference<'rpt'>;
export type DecisionRef = Reference<'dec'>;
export type LetterRef = Reference<'ltr'>;

const referencePattern = /^(app|doc|rpt|dec|ltr)_[0-9a-hjkmnp-tv-z]{26}$/;

/**
 * The declassification decision. A workflow must branch, and can only branch on what it can see: these words,
 * and no others, leave the vault for history. Whoever runs Temporal learns them for each application.
 * Adding one is a security decision: it needs a reviewer who asks what an observer can infer from it.
 */
export const routingCodes = [
  // the document scan
  'clean',
  'infected',
  // validation
  'complete',
  'incomplete',
  // identity, as the credit bureau sees it; 'unavailable' when it stayed down for too long
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
export type RoutingCode = (typeof routingCodes)[number];

/** How an application can end. */
export type Outcome = Extract<RoutingCode, 'approved' | 'declined' | 'expired' | 'withdrawn'>;

const routingCodeSet: ReadonlySet<string> = new Set(routingCodes);

/** True for a well-formed reference, of `kind` if one is given. Says nothing about whether it points to anything. */
export function isReference<Kind extends ReferenceKind = ReferenceKind>(
  value: unknown,
  kind?: Kind,
): value is Reference<Kind> {
  if (typeof value !== 'string' || !referencePattern.test(value)) return false;
  return kind === undefined || value.startsWith(`${kind}_`);
}

/** True for a word of the closed list. */
export function isRoutingCode(value: unknown): value is RoutingCode {
  return typeof value === 'string' && routingCodeSet.has(value);
}

/** True for what history may hold: a reference, a routing code, a list of these, or nothing. */
export function mayEnterHistory(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isReference(item) || isRoutingCode(item));
  return isReference(value) || isRoutingCode(value);
}

/** Names that appear in history. Constants, so that no name is ever built from data. */
export const taskQueue = 'loan-applications';
export const workflowTypes = ['loanApplication'] as const;
export const updateNames = ['decide'] as const;
export const activityNames = [
  'scanDocuments',
  'validateApplication',
  'extractFields',
  'verifyIdentity',
  'scoreRisk',
  'requestReview',
  'remindReviewers',
  'readDecision',
  'renderLetter',
  'notifyCustomer',
  'recordOutcome',
] as const satisfies readonly (keyof LoanActivities)[];
/** IDs for `patched()` in workflow code; history keeps them as markers. */
export const patchIds: readonly string[] = [];

/**
 * `ApplicationFailure.type` values that may appear in history; the failure converter replaces any other by
 * `Redacted`. The stable codes of this system's errors, and the types the Temporal SDK itself raises.
 */
export const failureTypes = [
  'NotAReference',
  'Redacted',
  'VaultRefused',
  'RecordNotFound',
  'RecordInvalid',
  'DocumentUnreadable',
  'BureauUnavailable',
  'BureauRefused',
  'MailUnavailable',
  'MailRefused',
  'StorageUnavailable',
  'DecisionNotForThisApplication',
  'DecisionOvertaken',
  'NotAwaitingReview',
  'OutcomeNotSupported',
] as const;
export type FailureType = (typeof failureTypes)[number];

/** What the workflow calls. Every argument and result is a reference or a routing code. */
export interface LoanActivities {
  /** Reads each stored document once for malware and for content that is not what it claims to be. */
  scanDocuments(application: ApplicationRef): Promise<'clean' | 'infected'>;
  /** Checks that the details and the documents an application needs are there and agree. */
  validateApplication(application: ApplicationRef): Promise<'complete' | 'incomplete'>;
  /** Extracts text and image metadata from each document. Heartbeats the document it has finished. */
  extractFields(application: ApplicationRef): Promise<ReportRef>;
  /** Asks the credit bureau who this is and what they owe. */
  verifyIdentity(application: ApplicationRef): Promise<['confirmed' | 'unconfirmed', ReportRef]>;
  /** Scores the risk from the extraction and, if the bureau answered, the identity report. */
  scoreRisk(
    application: ApplicationRef,
    reports: ReportRef[],
  ): Promise<['approve' | 'refer' | 'decline', ReportRef]>;
  /** Puts the application into the reviewers' queue. */
  requestReview(application: ApplicationRef): Promise<void>;
  /** Reminds the reviewers by mail (a link only) of an application that waits for them. */
  remindReviewers(application: ApplicationRef): Promise<void>;
  /** Reads a reviewer's recorded decision; refuses one that was recorded for another application. */
  readDecision(application: ApplicationRef, decision: DecisionRef): Promise<'approve' | 'decline'>;
  /** Renders the decision letter (PDF) into the vault; refuses `approved` where the vault does not bear it out. */
  renderLetter(application: ApplicationRef, outcome: Outcome): Promise<LetterRef>;
  /** Tells the customer by mail, with a link and no content, that there is news. */
  notifyCustomer(application: ApplicationRef): Promise<void>;
  /** Records how the application ended, for the portal; refuses `approved` as `renderLetter` does. */
  recordOutcome(application: ApplicationRef, outcome: Outcome | 'failed'): Promise<void>;
}
