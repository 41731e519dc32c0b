/**
 * The steps that the workflow calls, with what each takes and gives: every argument and result is a
 * reference, a routing code, or a list of these, and the guards let nothing else pass at that place.
 * A new activity needs an entry here, a file of its own in `activities/`, and a line in
 * `activities/index.ts`; the compiler names the one that is missing.
 */
import { expireAfter, mailPatience, remindAfter, replaceWithin } from './durations.ts';
import type { Reference, RoutingCode } from './grammar.ts';
import type { grants, signalNames, updateNames, workflowTypes } from './lists.ts';
import { listOf, nothing, oneOf, ref, tuple } from './shapes.ts';
import type { ActivitySignature, FunctionsOf, Signature, WorkflowSignature } from './shapes.ts';

export type ApplicationRef = Reference<'app'>;
export type DocumentRef = Reference<'doc'>;
export type ReportRef = Reference<'rpt'>;
export type DecisionRef = Reference<'dec'>;
export type LetterRef = Reference<'ltr'>;

/** How an application can end. */
export type Outcome = Extract<RoutingCode, 'approved' | 'declined' | 'expired' | 'withdrawn'>;
const outcome = oneOf('approved', 'declined', 'expired', 'withdrawn');

const application = ref('app');
const report = ref('rpt');

/** For what a step opens what it needs in the vault. */
export type StepPurpose = keyof (typeof grants)['worker'];

/** The failures of each step that reads or writes the vault. */
const vault = ['StorageUnavailable', 'VaultRefused', 'RecordNotFound', 'RecordInvalid'] as const;
/** The same with a mail. */
const post = [...vault, 'MailUnavailable', 'MailRefused'] as const;

/**
 * Every activity. Their names appear in history, and so do the times of their policy
 * (`policies.ts`). Its purpose says what a step can open in the vault (`grants`).
 */
export const activities = {
  /**
   * Reads each stored document once, for malware and for content that is not what it claims to be.
   * After `infected` the customer may replace what was refused.
   */
  scanDocuments: {
    policy: 'documents',
    purpose: 'scanning',
    fails: vault,
    takes: [application],
    gives: oneOf('clean', 'infected'),
    beats: listOf(ref('doc'), 0, 0),
  },
  /** Tells the customer by mail, with a link and no content, that a document must be replaced. */
  requestDocuments: {
    policy: 'mail',
    purpose: 'notice',
    fails: post,
    takes: [application],
    gives: nothing,
  },
  /** Checks that the details and the documents that an application needs are there and agree. */
  validateApplication: {
    policy: 'records',
    purpose: 'eligibility',
    fails: vault,
    takes: [application],
    gives: oneOf('complete', 'incomplete'),
  },
  /**
   * Extracts text and image metadata from each document. Its heartbeat names the parts that it has
   * finished.
   */
  extractFields: {
    policy: 'documents',
    purpose: 'extraction',
    fails: vault,
    takes: [application],
    gives: report,
    beats: listOf(report, 0, 8),
  },
  /** Asks the credit bureau who the applicant is and what they owe. */
  verifyIdentity: {
    policy: 'bureau',
    purpose: 'identity-check',
    fails: [...vault, 'BureauUnavailable', 'BureauRefused'],
    takes: [application],
    gives: tuple(oneOf('confirmed', 'unconfirmed'), report),
  },
  /** Scores the risk from the extraction and, if the bureau answered, the identity report. */
  scoreRisk: {
    policy: 'records',
    purpose: 'assessment',
    fails: vault,
    takes: [application, listOf(report, 1, 2)],
    gives: tuple(oneOf('approve', 'refer', 'decline'), report),
  },
  /** Puts the application into the reviewers' queue. */
  requestReview: {
    policy: 'records',
    purpose: 'progress',
    fails: vault,
    takes: [application],
    gives: nothing,
  },
  /** Reminds the reviewers of a waiting application by mail, with a link and no content. */
  remindReviewers: {
    policy: 'mail',
    purpose: 'progress',
    fails: post,
    takes: [application],
    gives: nothing,
  },
  /** Reads a reviewer's recorded decision; refuses one that was recorded for another application. */
  readDecision: {
    policy: 'records',
    purpose: 'decision',
    fails: [...vault, 'DecisionNotForThisApplication', 'DecisionOvertaken'],
    takes: [application, ref('dec')],
    gives: oneOf('approve', 'decline'),
  },
  /**
   * Renders the decision letter (PDF) into the vault; refuses an outcome that the vault's records
   * do not support.
   */
  renderLetter: {
    policy: 'letters',
    purpose: 'letter',
    fails: [...vault, 'OutcomeNotSupported'],
    takes: [application, outcome],
    gives: ref('ltr'),
  },
  /** Tells the customer by mail, with a link and no content, that there is an outcome. */
  notifyCustomer: {
    policy: 'mail',
    purpose: 'notice',
    fails: [...post, 'OutcomeNotSupported'],
    takes: [application],
    gives: nothing,
  },
  /** Records how the application ended, for the portal; refuses as `renderLetter` does. */
  recordOutcome: {
    policy: 'records',
    purpose: 'outcome',
    fails: [...vault, 'OutcomeNotSupported'],
    takes: [application, oneOf('approved', 'declined', 'expired', 'withdrawn', 'failed')],
    gives: nothing,
  },
} as const satisfies Record<string, ActivitySignature & { purpose: StepPurpose }>;

export type ActivityName = keyof typeof activities;
export const activityNames = Object.keys(activities) as readonly ActivityName[];

/** The activities as functions. */
export type LoanActivities = FunctionsOf<typeof activities>;

/** Every workflow, with the times that its timers may have (`durations.ts`). */
export const workflows = {
  loanApplication: {
    takes: [application],
    gives: outcome,
    timers: [remindAfter, expireAfter, replaceWithin, mailPatience],
  },
} as const satisfies Record<(typeof workflowTypes)[number], WorkflowSignature>;

/** An Update's ID is its one argument: sent twice, it is applied once. */
export const updates = {
  decide: { takes: [ref('dec')], gives: nothing },
} as const satisfies Record<(typeof updateNames)[number], Signature>;

/** Signals bring nothing but their name. */
export type SignalName = (typeof signalNames)[number];
