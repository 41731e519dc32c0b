/**
 * Failures as history may hold them: a type from the contract's closed list and the constant text that belongs
 * to it. No message is ever built from data.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { Duration } from '@temporalio/common';
import type { FailureType } from '#contract/index.ts';

const messages: Readonly<Record<FailureType, string>> = {
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
  OutcomeNotSupported: 'The vault does not bear out this outcome',
};

export interface FailureOptions {
  /** Do not try the activity again. Default: try again, as its retry policy says. */
  nonRetryable?: boolean;
  /** When to try again, instead of what the retry policy says. */
  nextRetryDelay?: Duration;
  /** For this process's log, which prints its name and code. The failure converter drops its text. */
  cause?: Error;
}

/** An ApplicationFailure with the constant text of its type. */
export function failure(type: FailureType, options: FailureOptions = {}): ApplicationFailure {
  return ApplicationFailure.create({ type, message: messages[type], ...options });
}

/** The constant text for a type that history may hold; the one of `Redacted` for any other. */
export function knownFailure(type: unknown): { type: FailureType; message: string } {
  const known = typeof type === 'string' && Object.hasOwn(messages, type);
  const safe = known ? (type as FailureType) : 'Redacted';
  return { type: safe, message: messages[safe] };
}
