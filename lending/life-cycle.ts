/** The words of an application's life cycle, and its API. */
import type { ApplicationRef, DecisionRef, Outcome, ReportRef } from '#contract/index.ts';
import type { Actor, IdempotencyKey } from '#vault/index.ts';

export const applicationStatuses = [
  'draft',
  'submitted',
  'needs-documents',
  'in-review',
  'approved',
  'declined',
  'expired',
  'withdrawn',
  'failed',
] as const;
export type ApplicationStatus = (typeof applicationStatuses)[number];

export const eventCodes = [
  'submitted',
  'documents-refused',
  'documents-replaced',
  'scanned',
  'validated',
  'incomplete',
  'extracted',
  'identity-checked',
  'identity-unavailable',
  'assessed',
  'in-review',
  'decided',
  'letter-ready',
  'notified',
  'approved',
  'declined',
  'expired',
  'withdrawn',
  'failed',
] as const;
export type EventCode = (typeof eventCodes)[number];

/** What `setStatus` can reach; the others are reached by `submit` and `requestDocuments`. */
export type LaterStatus = Exclude<ApplicationStatus, 'draft' | 'submitted' | 'needs-documents'>;

/** How an application ends, and the decision or assessment that this rests on, if it does. */
export interface Settlement {
  outcome: Outcome | 'failed';
  restsOn?: DecisionRef | ReportRef | undefined;
}

export interface Application {
  ref: ApplicationRef;
  owner: string;
  status: ApplicationStatus;
  createdAt: Date;
  submittedAt: Date | undefined;
  /** The customer's own word. */
  withdrawnAt: Date | undefined;
  /** How it ends, as soon as that is settled; the status follows. */
  outcome: Outcome | 'failed' | undefined;
  /** Submitted, but its workflow is not recorded as started yet. */
  waitingToStart: boolean;
}

export interface ApplicationEvent {
  id: number;
  code: EventCode;
  at: Date;
}

/** The life cycle of applications: who owns them and how far they are. No plaintext passes here. */
export interface Applications {
  /** @throws VaultError `VAULT_NOT_FOUND`, also for what the actor may not see */
  get(actor: Actor, ref: ApplicationRef): Promise<Application>;

  /** A customer's applications and drafts, newest first; at most 200. */
  listOwn(actor: Actor): Promise<Application[]>;

  /** What waits for a reviewer, oldest first; at most 200. */
  reviewQueue(actor: Actor): Promise<Application[]>;

  /** What was submitted and has not ended, oldest first. */
  underWay(actor: Actor): Promise<ApplicationRef[]>;

  /**
   * Commits a draft, or the documents that replace refused ones: its workflow will be started or
   * told, by the caller or by the sweeper. Idempotent.
   * @throws LendingError `APPLICATION_INCOMPLETE`, `DOCUMENTS_REFUSED`; VaultError
   *   `VAULT_NOT_FOUND`
   */
  submit(actor: Actor, ref: ApplicationRef): Promise<void>;

  /**
   * Lets the customer replace the documents that were refused. Idempotent.
   * @throws LendingError `APPLICATION_CONFLICT` if none was; VaultError `VAULT_NOT_FOUND`
   */
  requestDocuments(actor: Actor, ref: ApplicationRef): Promise<void>;

  /** Writes down that the customer withdraws. Idempotent. */
  markWithdrawn(actor: Actor, ref: ApplicationRef): Promise<void>;

  /** Records that the workflow was started. Idempotent. */
  markStarted(ref: ApplicationRef): Promise<void>;

  /**
   * What was submitted that many seconds ago or earlier and is not recorded as started, oldest
   * first.
   */
  unstarted(olderThanSeconds: number): Promise<ApplicationRef[]>;

  /**
   * Writes down that a reviewer approves, who can do so once. Idempotent for the same key.
   * @throws LendingError `APPROVED_BEFORE`; `APPLICATION_CONFLICT` for what is their own, or has
   *   ended
   */
  approve(actor: Actor, ref: ApplicationRef, idempotencyKey: IdempotencyKey): Promise<void>;

  /** The IDs of the reviewers who have approved. */
  approvers(actor: Actor, ref: ApplicationRef): Promise<string[]>;

  /**
   * Lets a decision count, if the application is in review and none counts yet. Returns the one
   * that counts. Idempotent.
   * @throws LendingError `APPLICATION_CONFLICT` if it is not in review; VaultError
   *   `VAULT_NOT_FOUND`
   */
  acceptDecision(actor: Actor, ref: ApplicationRef, decision: DecisionRef): Promise<DecisionRef>;

  /** The decision that counts, if one does. */
  acceptedDecision(actor: Actor, ref: ApplicationRef): Promise<DecisionRef | undefined>;

  /**
   * Writes down how an application ends, unless that is written already. Returns what is written.
   * @throws LendingError `APPLICATION_CONFLICT` for an end that the process has not led to;
   *   VaultError `VAULT_NOT_FOUND`
   */
  settle(actor: Actor, ref: ApplicationRef, settlement: Settlement): Promise<Outcome | 'failed'>;

  /** True once for each application, and only while it is in review. */
  awaitsReminder(actor: Actor, ref: ApplicationRef): Promise<boolean>;

  /** Notes that the reviewers were reminded. Idempotent. */
  markReminded(actor: Actor, ref: ApplicationRef): Promise<void>;

  /**
   * Moves an application forward: submitted → in-review → an end. An end is final. Idempotent.
   * @throws LendingError `APPLICATION_CONFLICT` for any other step; VaultError `VAULT_NOT_FOUND`
   */
  setStatus(actor: Actor, ref: ApplicationRef, status: LaterStatus): Promise<void>;

  /**
   * Adds to the timeline, and notifies the Postgres channel `application_events`. Idempotent.
   * @throws LendingError `APPLICATION_CONFLICT` for an event that may not follow on the others
   */
  addEvent(actor: Actor, ref: ApplicationRef, code: EventCode): Promise<void>;

  /** The timeline in order, after the event `afterId` if given. */
  events(actor: Actor, ref: ApplicationRef, afterId?: number): Promise<ApplicationEvent[]>;
}
