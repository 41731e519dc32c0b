/**
 * The commands that a workflow may send to Temporal. One that is not listed (a child workflow, a
 * memo, a search attribute) is refused.
 */
import type { ConcludeActivationInput } from '@temporalio/workflow';
import { durations, mostAttempts } from '#contract/durations.ts';
import {
  activities,
  activityNames,
  failureTypes,
  patchIds,
  updates,
  workflows,
} from '#contract/index.ts';
import type { Shape as ValueShape, Signature } from '#contract/index.ts';
import { areArguments, isContractPayload, isResult } from './contract-payload.ts';
import { isListed } from './listed-durations.ts';
import { echoed, fields, flag, listOf, number, oneOf, text } from '#infra/allow-list/shapes.ts';
import type { Shape } from '#infra/allow-list/shapes.ts';

export type Command = ConcludeActivationInput['commands'][number];

const upTo =
  (most: number): Shape =>
  (value) =>
    number(value) && (value as number) <= most;

const both =
  (one: Shape, other: Shape): Shape =>
  (value) =>
    one(value) && other(value);

/** The failure converter made it, and left nothing to check. */
const failure: Shape = () => true;

const duration = isListed(durations);
const signatures: Readonly<Record<string, Signature>> = activities;

/** The arguments that the named activity takes. */
const activityArguments: Shape = (command) => {
  const { activityType, arguments: given } = command as {
    activityType: string;
    arguments: unknown;
  };
  return areArguments(signatures[activityType]?.takes ?? [], given ?? []);
};

/** What any Update gives: a response does not say of which it is. */
const updateResult: Shape = (payload) =>
  Object.values<Signature>(updates).some(({ gives }) => isResult(gives, payload));

/** What a workflow of this type gives. */
function workflowResult(workflowType: string): Shape {
  const known: Readonly<Record<string, Signature>> = workflows;
  const gives: ValueShape | undefined = known[workflowType]?.gives;
  return (payload) => (gives ? isResult(gives, payload) : isContractPayload(payload));
}

/**
 * @param taskQueue the workflow's own: its activities run on no other
 * @param workflowType what it may return depends on it
 */
export function commandShape(taskQueue: string, workflowType: string): Shape {
  const seq = number;
  return fields({
    scheduleActivity: both(
      activityArguments,
      fields({
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
          backoffCoefficient: oneOf(2),
          maximumInterval: duration,
          maximumAttempts: upTo(mostAttempts),
          nonRetryableErrorTypes: listOf(oneOf(...failureTypes)),
        }),
        cancellationType: number,
        doNotEagerlyExecute: flag,
        versioningIntent: number,
      }),
    ),
    requestCancelActivity: fields({ seq }),
    startTimer: fields({ seq, startToFireTimeout: duration }),
    cancelTimer: fields({ seq }),
    setPatchMarker: fields({ patchId: oneOf(...patchIds), deprecated: flag }),
    completeWorkflowExecution: fields({ result: workflowResult(workflowType) }),
    failWorkflowExecution: fields({ failure }),
    cancelWorkflowExecution: fields({}),
    updateResponse: fields({
      protocolInstanceId: echoed,
      accepted: fields({}),
      rejected: failure,
      completed: updateResult,
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
