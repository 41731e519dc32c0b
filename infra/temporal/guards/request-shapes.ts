/**
 * Every request that the client may send, field by field. A field that is not listed must be empty,
 * and none takes a text or a number that the caller chooses freely.
 */
import proto from '@temporalio/proto';
import type { Payload } from '@temporalio/common';
import { isReference, signalNames, updates, workflowIdKind, workflows } from '#contract/index.ts';
import type { Signature } from '#contract/index.ts';
import { fields, flag, oneOf, uuid } from '#infra/allow-list/shapes.ts';
import type { Shape } from '#infra/allow-list/shapes.ts';
import { areArguments, fromContractPayload } from './contract-payload.ts';

const { HistoryEventFilterType, TaskQueueKind, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } =
  proto.temporal.api.enums.v1;
const { UpdateWorkflowExecutionLifecycleStage: UpdateStage } = proto.temporal.api.enums.v1;

export interface RequestNames {
  namespace: string;
  identity: string;
  taskQueue: string;
}

const workflowIdShape: Shape = (value) => isReference(value, workflowIdKind);
const execution = fields({ workflowId: workflowIdShape, runId: uuid });
/** Checked with the others, by isStart and isUpdate. */
const checked: Shape = () => true;
/** The guard puts one of its own in its place. */
const replaced: Shape = () => true;
/** The SDK sends the header of a request always, and fills it only for interceptors. */
const noHeader = fields({});
const bytes: Shape = (value) => value instanceof Uint8Array;

/**
 * What each request may hold, by its method.
 * @param names of this client: the only ones that may be used
 */
export function requestShapes({
  namespace,
  identity,
  taskQueue,
}: RequestNames): Record<string, Shape> {
  const common = { namespace: oneOf(namespace), identity: oneOf(identity) };
  const updateId: Shape = (value) => isReference(value);
  const waitPolicy = fields({ lifecycleStage: oneOf(...values(UpdateStage)) });
  const ended = { ...common, workflowExecution: execution, firstExecutionRunId: uuid };
  return {
    getSystemInfo: fields({}),
    startWorkflowExecution: both(
      isStart,
      fields({
        ...common,
        requestId: replaced,
        workflowId: workflowIdShape,
        workflowType: fields({ name: checked }),
        taskQueue: fields({
          name: oneOf(taskQueue),
          kind: oneOf(TaskQueueKind.TASK_QUEUE_KIND_NORMAL),
        }),
        input: fields({ payloads: checked }),
        header: noHeader,
        workflowIdReusePolicy: oneOf(
          WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
        ),
        workflowIdConflictPolicy: oneOf(
          WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
          WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
        ),
      }),
    ),
    updateWorkflowExecution: fields({
      ...ended,
      waitPolicy,
      request: both(
        isUpdate,
        fields({
          meta: fields({ updateId, identity: common.identity }),
          input: fields({
            name: checked,
            args: fields({ payloads: checked }),
            header: noHeader,
          }),
        }),
      ),
    }),
    // A signal brings nothing but its name.
    signalWorkflowExecution: fields({
      ...common,
      workflowExecution: execution,
      signalName: oneOf(...signalNames),
      requestId: replaced,
      input: fields({}),
      header: noHeader,
    }),
    pollWorkflowExecutionUpdate: fields({
      ...common,
      updateRef: fields({ workflowExecution: execution, updateId }),
      waitPolicy,
    }),
    // No reason and no details: both are free text in history.
    requestCancelWorkflowExecution: fields({ ...ended, requestId: replaced }),
    terminateWorkflowExecution: fields(ended),
    describeWorkflowExecution: fields({ ...common, execution }),
    getWorkflowExecutionHistory: fields({
      ...common,
      execution,
      nextPageToken: bytes,
      waitNewEvent: flag,
      skipArchival: flag,
      historyEventFilterType: oneOf(...values(HistoryEventFilterType)),
    }),
  };
}

/** The numbers of a protobuf enumeration; any other number could be data. */
const values = (enumeration: object): number[] =>
  Object.values(enumeration).filter((value): value is number => typeof value === 'number');

const both =
  (one: Shape, other: Shape): Shape =>
  (value) =>
    one(value) && other(value);

interface Input {
  payloads?: Payload[] | null;
}

/** A workflow of the contract, with what it takes: first of all its own ID. */
const isStart: Shape = (request) => {
  const { workflowId, workflowType, input } = request as {
    workflowId?: string;
    workflowType?: { name?: string };
    input?: Input;
  };
  return isCall(workflows, workflowType?.name, input, workflowId);
};

/** An Update of the contract, with what it takes; its ID is its first argument. */
const isUpdate: Shape = (request) => {
  const { meta, input } = request as {
    meta?: { updateId?: string };
    input?: { name?: string; args?: Input };
  };
  return isCall(updates, input?.name, input?.args, meta?.updateId);
};

/** @param id must be the first argument: an ID of another origin could be made from data */
function isCall(
  signatures: Readonly<Record<string, Signature>>,
  name: string | undefined,
  input: Input | undefined,
  id: string | undefined,
): boolean {
  const given = input?.payloads ?? [];
  if (!name || !Object.hasOwn(signatures, name)) return false;
  if (!areArguments(signatures[name]?.takes ?? [], given)) return false;
  return given[0] !== undefined && fromContractPayload(given[0]) === id;
}
