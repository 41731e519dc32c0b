/**
 * The commands that a workflow may send to Temporal. One that is not listed (a child workflow, a
 * memo, a search attribute) is refused.
 */
import type { ConcludeActivationInput } from '@temporalio/workflow';
import { patchIds, updates, workflows } from '#contract/index.ts';
import type { Shape as ValueShape, Signature, WorkflowSignature } from '#contract/index.ts';
import { echoed, fields, flag, number, oneOf } from '#infra/allow-list/shapes.ts';
import type { Shape } from '#infra/allow-list/shapes.ts';
import { scheduledActivity } from './activity-commands.ts';
import { isContractPayload, isResult } from './contract-payload.ts';
import { isListed } from './listed-durations.ts';

export type Command = ConcludeActivationInput['commands'][number];

/** The failure converter made it, and left nothing to check. */
const failure: Shape = () => true;

const known: Readonly<Record<string, WorkflowSignature>> = workflows;

/** What any Update gives: a response does not say of which it is. */
const updateResult: Shape = (payload) =>
  Object.values<Signature>(updates).some(({ gives }) => isResult(gives, payload));

/** What a workflow of this type gives. */
function workflowResult(workflowType: string): Shape {
  const gives: ValueShape | undefined = known[workflowType]?.gives;
  return (payload) => (gives ? isResult(gives, payload) : isContractPayload(payload));
}

/** How long a timer of a workflow of this type may run; that of a test's workflow, as any may. */
function timer(workflowType: string): Shape {
  const all = Object.values(known).flatMap(({ timers = [] }) => timers);
  return isListed(known[workflowType] ? (known[workflowType].timers ?? []) : all);
}

/**
 * @param taskQueue the workflow's own: its activities run on no other
 * @param workflowType what it may return depends on it
 */
export function commandShape(taskQueue: string, workflowType: string): Shape {
  const seq = number;
  return fields({
    scheduleActivity: scheduledActivity(taskQueue),
    requestCancelActivity: fields({ seq }),
    startTimer: fields({ seq, startToFireTimeout: timer(workflowType) }),
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
