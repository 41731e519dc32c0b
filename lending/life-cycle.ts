/** The words of an application's life, and what can be asked and told about it. */
import type { ApplicationRef } from '#contract/index.ts';
import type { Actor } from '#vault/actor.ts';

export const applicationStatuses = [
  'draft',
  'submitted',
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
  'scanned',
  'validated',
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

/** What `setStatus` can reach; `submitted` is reached by `submit`. */
export type LaterStatus = Exclude<ApplicationStatus, 'draft' | 'submitted'>;

export interface Application {
  ref: ApplicationRef;
  owner: string;
  status: ApplicationStatus;
  createdAt: Date;
  submittedAt: Date | undefined;
  /** Submitted, and its workflow is not noted as started yet. */
  waitingToStart: boolean;
}

export interface ApplicationEvent {
  id: number;
  code: EventCode;
  at: Date;
}

/** The life cycle of applications: whose they are and how far they are. No plaintext passes here. */
export interface Applications {
  /** @throws VaultError `VAULT_NOT_FOUND`, also for what the actor may not see */
  get(actor: Actor, ref: ApplicationRef): Promise<Application>;

  /** A customer's applications, newest first; no more than 200. */
  listOwn(actor: Actor): Promise<Application[]>;

  /** What waits for a reviewer, oldest first; no more than 200. */
  reviewQueue(actor: Actor): Promise<Application[]>;

  /** What was submitted and has no end yet, oldest first. */
  underWay(actor: Actor): Promise<ApplicationRef[]>;

  /**
   * Commits a draft: from here on it will be started, by the caller or by the sweeper. Again: no effect.
   * @throws VaultError `VAULT_APPLICATION_INCOMPLETE`, `VAULT_NOT_FOUND`
   */
  submit(actor: Actor, ref: ApplicationRef): Promise<void>;

  /** Notes that the workflow was started. */
  markStarted(ref: ApplicationRef): Promise<void>;

  /** What was submitted at least so many seconds ago and is not noted as started, oldest first. */
  unstarted(olderThanSeconds: number): Promise<ApplicationRef[]>;

  /**
   * Moves an application forward: submitted → in-review → an end. An end is final. Again: no effect.
   * @throws VaultError `VAULT_CONFLICT` for any other step, `VAULT_NOT_FOUND`
   */
  setStatus(actor: Actor, ref: ApplicationRef, status: LaterStatus): Promise<void>;

  /** Adds to the timeline; listeners of the Postgres channel `application_events` are told. Again: no effect. */
  addEvent(actor: Actor, ref: ApplicationRef, code: EventCode): Promise<void>;

  /** The timeline in order, after the event `afterId` if given. */
  events(actor: Actor, ref: ApplicationRef, afterId?: number): Promise<ApplicationEvent[]>;
}
