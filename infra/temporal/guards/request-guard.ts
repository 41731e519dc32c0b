/**
 * Guard 4a, in the client: for what no converter sees. Workflow IDs, names, headers, memos, search
 * attributes, reasons and notes of schedules are plain strings in the request, and the SDK's client
 * interceptors do not see all of them (a schedule's pause note, a completion by activity ID, a
 * query in list()). So this guard stands where every request passes: at the service stub. It
 * refuses every method and field that is not listed here.
 */
import type { Connection, ConnectionLike } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { isReference, signalNames, updates, workflowIdKind, workflows } from '#contract/index.ts';
import type { Signature } from '#contract/index.ts';
import { areArguments, fromContractPayload, notAReference } from './contract-payload.ts';
import { fields, flag, number, oneOf, uuid } from '#infra/allow-list/shapes.ts';
import type { Shape } from '#infra/allow-list/shapes.ts';

export interface RequestNames {
  namespace: string;
  identity: string;
  taskQueue: string;
}

/**
 * The same connection, except that a request that is not on the allow-list is rejected with
 * `NotAReference` before anything is sent. This covers raw calls through `client.workflowService`,
 * too.
 */
export function guardRequests<Like extends ConnectionLike>(
  connection: Like,
  names: RequestNames,
): Like {
  const allowed = requestShapes(names);
  return withServices(connection, (method) => allowed[method]);
}

/** The same connection, without any request: for the client that the SDK gives to activities. */
export function refuseRequests<Like extends ConnectionLike>(connection: Like): Like {
  return withServices(connection, () => undefined);
}

const workflowIdShape: Shape = (value) => isReference(value, workflowIdKind);
const execution = fields({ workflowId: workflowIdShape, runId: uuid });
const anything: Shape = () => true;
/** The SDK sends the header of a request always, and fills it only for interceptors. */
const noHeader = fields({});
const bytes: Shape = (value) => value instanceof Uint8Array;

function requestShapes({ namespace, identity, taskQueue }: RequestNames): Record<string, Shape> {
  const common = { namespace: oneOf(namespace), identity: oneOf(identity) };
  const updateId: Shape = (value) => isReference(value);
  const waitPolicy = fields({ lifecycleStage: number });
  const ended = { ...common, workflowExecution: execution, firstExecutionRunId: uuid };
  return {
    getSystemInfo: fields({}),
    startWorkflowExecution: both(
      isStart,
      fields({
        ...common,
        requestId: uuid,
        workflowId: workflowIdShape,
        workflowType: fields({ name: anything }),
        taskQueue: fields({ name: oneOf(taskQueue), kind: number }),
        input: fields({ payloads: anything }),
        header: noHeader,
        workflowIdReusePolicy: number,
        workflowIdConflictPolicy: number,
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
            name: anything,
            args: fields({ payloads: anything }),
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
      requestId: uuid,
      input: fields({}),
      header: noHeader,
    }),
    pollWorkflowExecutionUpdate: fields({
      ...common,
      updateRef: fields({ workflowExecution: execution, updateId }),
      waitPolicy,
    }),
    // No reason and no details: both are free text in history.
    requestCancelWorkflowExecution: fields({ ...ended, requestId: uuid }),
    terminateWorkflowExecution: fields(ended),
    describeWorkflowExecution: fields({ ...common, execution }),
    getWorkflowExecutionHistory: fields({
      ...common,
      execution,
      nextPageToken: bytes,
      maximumPageSize: number,
      waitNewEvent: flag,
      skipArchival: flag,
      historyEventFilterType: number,
    }),
  };
}

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

type Call = (request: object, ...rest: unknown[]) => unknown;

function withServices<Like extends ConnectionLike>(
  connection: Like,
  shapeOf: (method: string) => Shape | undefined,
): Like {
  const guarded = <Service extends object>(
    service: Service,
    shape: typeof shapeOf,
  ): PropertyDescriptor => ({
    value: new Proxy(service, {
      get(target, method) {
        const call: unknown = Reflect.get(target, method);
        return typeof call === 'function'
          ? checked(call.bind(target) as Call, shape(String(method)))
          : call;
      },
    }),
  });
  const { workflowService, operatorService, testService } = connection as unknown as Connection;
  return Object.create(connection, {
    workflowService: guarded(workflowService, shapeOf),
    operatorService: guarded(operatorService, () => undefined),
    ...(testService && { testService: guarded(testService, () => undefined) }),
  }) as Like;
}

function checked(call: Call, shape: Shape | undefined): Call {
  return (request, ...rest) => {
    if (!shape?.(request)) return Promise.reject(notAReference());
    return call(request, ...rest);
  };
}
