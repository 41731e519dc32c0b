/** What a workflow may tell Temporal. A command that is not listed (a child, a memo, a search attribute) is refused. */
import type { ProtoFailure } from '@temporalio/common';
import type { ConcludeActivationInput } from '@temporalio/workflow';
import { activityNames, failureTypes, patchIds } from '#workflows/contract.ts';
import { isContractPayload } from './contract-payload.ts';
import { redacted } from './redaction.ts';
import { duration, echoed, fields, flag, listOf, number, oneOf, text } from './shape.ts';
import type { Shape } from './shape.ts';

export type Command = ConcludeActivationInput['commands'][number];

const failure: Shape = echoed;

/** @param taskQueue the workflow's own: its activities go nowhere else */
export function commandShape(taskQueue: string): Shape {
  const seq = number;
  return fields({
    scheduleActivity: fields({
      seq,
      activityId: text(/^\d{1,9}$/),
      activityType: oneOf(...activityNames),
      taskQueue: oneOf(taskQueue),
      arguments: listOf(isContractPayload),
      scheduleToCloseTimeout: duration,
      scheduleToStartTimeout: duration,
      startToCloseTimeout: duration,
      heartbeatTimeout: duration,
      retryPolicy: fields({
        initialInterval: duration,
        backoffCoefficient: number,
        maximumInterval: duration,
        maximumAttempts: number,
        nonRetryableErrorTypes: listOf(oneOf(...failureTypes)),
      }),
      cancellationType: number,
      doNotEagerlyExecute: flag,
      versioningIntent: number,
    }),
    requestCancelActivity: fields({ seq }),
    startTimer: fields({ seq, startToFireTimeout: duration }),
    cancelTimer: fields({ seq }),
    setPatchMarker: fields({ patchId: oneOf(...patchIds), deprecated: flag }),
    completeWorkflowExecution: fields({ result: isContractPayload }),
    failWorkflowExecution: fields({ failure }),
    cancelWorkflowExecution: fields({}),
    updateResponse: fields({
      protocolInstanceId: echoed,
      accepted: fields({}),
      rejected: failure,
      completed: isContractPayload,
    }),
    respondToQuery: fields({
      queryId: echoed,
      succeeded: fields({ response: isContractPayload }),
      failed: failure,
    }),
  });
}

/**
 * The command without free text that is not worth failing for: texts of failures, which the failure converter has
 * taken out already, and event groups, which the SDK adds by itself and which may carry a caller's update ID.
 */
export function withoutTexts(command: Command): Command {
  const { eventGroupMarkers: _dropped, ...rest } = command;
  const { failWorkflowExecution: failed, updateResponse: update, respondToQuery: query } = rest;
  if (failed) return { ...rest, failWorkflowExecution: { ...failed, ...redact(failed, 'failure') } };
  if (update) return { ...rest, updateResponse: { ...update, ...redact(update, 'rejected') } };
  if (query) return { ...rest, respondToQuery: { ...query, ...redact(query, 'failed') } };
  return rest;
}

function redact<Field extends string>(holder: { [F in Field]?: ProtoFailure | null }, field: Field): object {
  const value = holder[field];
  return value ? { [field]: redacted(value) } : {};
}
