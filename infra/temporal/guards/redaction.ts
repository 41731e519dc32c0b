/** Removes from a failure everything that a person or a driver may have written. */
import type { ProtoFailure } from '@temporalio/common';
import { activityNames, isReference, workflowTypes } from '#contract/index.ts';
import { delayedFailures, retryDelays } from '#contract/durations.ts';
import { knownFailure } from '../failures.ts';
import { isListed } from './listed-durations.ts';

const isRetryDelay = isListed(retryDelays);

/**
 * The structure of a failure with each text replaced by a constant. Idempotent: a failure that is
 * stored, read and thrown again stays the same, so replay stays deterministic.
 */
export function redacted(failure: ProtoFailure): ProtoFailure {
  // Its cause was thrown by our own code: a chain of types, as long as one likes. The causes that
  // Temporal adds say which activity failed, and how.
  const cause = failure.applicationFailureInfo ? undefined : failure.cause;
  return { ...kindOf(failure), ...(cause && { cause: redacted(cause) }) };
}

type Info<Name extends keyof ProtoFailure> = NonNullable<ProtoFailure[Name]>;

/** A failure of no kind, or of one that this system does not use, becomes a plain failure. */
function kindOf(failure: ProtoFailure): ProtoFailure {
  const { applicationFailureInfo: application, activityFailureInfo: activity } = failure;
  const { timeoutFailureInfo: timeout, serverFailureInfo: server } = failure;
  const { childWorkflowExecutionFailureInfo: child } = failure;
  if (application) return applicationFailure(application);
  if (activity)
    return { message: 'An activity failed', activityFailureInfo: activityInfo(activity) };
  if (child)
    return {
      message: 'A child workflow failed',
      childWorkflowExecutionFailureInfo: childInfo(child),
    };
  if (timeout) return { message: 'Timed out', timeoutFailureInfo: kept(timeout, 'timeoutType') };
  if (server)
    return { message: 'The server failed', serverFailureInfo: kept(server, 'nonRetryable') };
  if (failure.canceledFailureInfo) return { message: 'Cancelled', canceledFailureInfo: {} };
  if (failure.terminatedFailureInfo) return { message: 'Terminated', terminatedFailureInfo: {} };
  if (failure.resetWorkflowFailureInfo) return { message: 'Reset', resetWorkflowFailureInfo: {} };
  return { message: knownFailure('Redacted').message };
}

function applicationFailure(info: Info<'applicationFailureInfo'>): ProtoFailure {
  const { type, message } = knownFailure(info.type);
  const rest = kept(info, 'nonRetryable', 'category');
  const mayDelay = delayedFailures.includes(type) && isRetryDelay(info.nextRetryDelay);
  const delay = mayDelay ? kept(info, 'nextRetryDelay') : {};
  return { message, applicationFailureInfo: { type, ...rest, ...delay } };
}

function activityInfo(info: Info<'activityFailureInfo'>): Info<'activityFailureInfo'> {
  return {
    ...kept(info, 'scheduledEventId', 'startedEventId', 'retryState'),
    activityType: { name: known(activityNames, info.activityType?.name) },
  };
}

function childInfo(
  info: Info<'childWorkflowExecutionFailureInfo'>,
): Info<'childWorkflowExecutionFailureInfo'> {
  const workflowId = info.workflowExecution?.workflowId;
  return {
    ...kept(info, 'initiatedEventId', 'startedEventId', 'retryState'),
    workflowType: { name: known(workflowTypes, info.workflowType?.name) },
    workflowExecution: isReference(workflowId) ? { workflowId } : {},
  };
}

/**
 * A name of the contract, or a constant for any other: the SDK cannot read a failure without a
 * name.
 */
function known(names: readonly string[], name: string | null | undefined): string {
  return name !== undefined && name !== null && names.includes(name) ? name : 'Redacted';
}

/** The named fields that hold anything. */
function kept<T extends object, Name extends keyof T>(info: T, ...names: Name[]): Pick<T, Name> {
  const present = names.filter((name) => info[name] !== undefined && info[name] !== null);
  return Object.fromEntries(present.map((name) => [name, info[name]])) as Pick<T, Name>;
}
