/** What is left of a failure when everything that a person or a driver wrote is taken out of it. */
import type { ProtoFailure } from '@temporalio/common';
import { activityNames, isReference, workflowTypes } from '#workflows/contract.ts';
import { knownFailure } from '../failures.ts';

/**
 * The structure of a failure, each text replaced by a constant. Doing it twice is doing it once: what is stored,
 * read and thrown again stays the same, so that replay stays deterministic.
 */
export function redacted(failure: ProtoFailure): ProtoFailure {
  const { type, message } = knownFailure(failure.applicationFailureInfo?.type);
  return {
    message,
    ...(failure.cause && { cause: redacted(failure.cause) }),
    ...(failure.applicationFailureInfo ? application(failure.applicationFailureInfo, type) : kindOf(failure)),
  };
}

type Info<Name extends keyof ProtoFailure> = NonNullable<ProtoFailure[Name]>;

function application(info: Info<'applicationFailureInfo'>, type: string): ProtoFailure {
  return { applicationFailureInfo: { type, ...kept(info, 'nonRetryable', 'nextRetryDelay', 'category') } };
}

/** The other kinds of failure, which Temporal itself raises. What is none of these becomes a plain failure. */
function kindOf(failure: ProtoFailure): ProtoFailure {
  const { timeoutFailureInfo: timeout, serverFailureInfo: server } = failure;
  const { activityFailureInfo: activity, childWorkflowExecutionFailureInfo: child } = failure;
  if (timeout) return { timeoutFailureInfo: kept(timeout, 'timeoutType') };
  if (failure.canceledFailureInfo) return { canceledFailureInfo: {} };
  if (failure.terminatedFailureInfo) return { terminatedFailureInfo: {} };
  if (failure.resetWorkflowFailureInfo) return { resetWorkflowFailureInfo: {} };
  if (server) return { serverFailureInfo: kept(server, 'nonRetryable') };
  if (activity) return { activityFailureInfo: activityInfo(activity) };
  if (child) return { childWorkflowExecutionFailureInfo: childInfo(child) };
  return {};
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

/** A name of the contract. The SDK cannot read a failure without one, so a constant stands for any other. */
function known(names: readonly string[], name: string | null | undefined): string {
  return name !== undefined && name !== null && names.includes(name) ? name : 'Redacted';
}

/** The named fields, if they hold anything. */
function kept<T extends object, Name extends keyof T>(info: T, ...names: Name[]): Pick<T, Name> {
  const present = names.filter((name) => info[name] !== undefined && info[name] !== null);
  return Object.fromEntries(present.map((name) => [name, info[name]])) as Pick<T, Name>;
}
