/**
 * The commands that a workflow may send to Temporal. One that is not listed (a child workflow, a
 * memo, a search attribute) is refused.
 */
import type { ConcludeActivationInput } from '@temporalio/workflow';
import { activityNames, failureTypes, patchIds } from '#contract/index.ts';
import { isContractPayload } from './contract-payload.ts';
import {
  duration,
  echoed,
  fields,
  flag,
  listOf,
  number,
  oneOf,
  text,
} from '#infra/allow-list/shapes.ts';
import type { Shape } from '#infra/allow-list/shapes.ts';

export type Command = ConcludeActivationInput['commands'][number];

/** The failure converter made it, and left nothing to check. */
const failure: Shape = () => true;

/** @param taskQueue the workflow's own: its activities run on no other */
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
 * The command without its event groups. Their labels are free text that goes around the payload
 * converter; the SDK also adds some, with the caller's update ID. Dropping them is enough; failing
 * the workflow would be too much.
 */
export function withoutEventGroups({ eventGroupMarkers: _dropped, ...command }: Command): Command {
  return command;
}
