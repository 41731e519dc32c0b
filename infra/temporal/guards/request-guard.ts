/**
 * Guard 4a, in the client: for what no converter sees. Workflow IDs, names, headers, memos, search
 * attributes, reasons and notes of schedules are plain strings in the request, and the SDK's client
 * interceptors do not see all of them (a schedule's pause note, a completion by activity ID, a
 * query in list()). So this guard stands where every request passes: at the service stub. It
 * refuses every method and field that is not listed here.
 */
import type { Connection, ConnectionLike } from '@temporalio/client';
import {
  isReference,
  signalNames,
  updateNames,
  workflowIdKind,
  workflowTypes,
} from '#contract/index.ts';
import { isContractPayload, notAReference } from './contract-payload.ts';
import { duration, fields, flag, listOf, number, oneOf, uuid } from '#infra/allow-list/shapes.ts';
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
const payloads = fields({ payloads: listOf(isContractPayload) });
const bytes: Shape = (value) => value instanceof Uint8Array;

function requestShapes({ namespace, identity, taskQueue }: RequestNames): Record<string, Shape> {
  const common = { namespace: oneOf(namespace), identity: oneOf(identity) };
  const updateId: Shape = (value) => isReference(value) || uuid(value);
  const waitPolicy = fields({ lifecycleStage: number });
  const ended = { ...common, workflowExecution: execution, firstExecutionRunId: uuid };
  return {
    getSystemInfo: fields({}),
    startWorkflowExecution: fields({
      ...common,
      requestId: uuid,
      workflowId: workflowIdShape,
      workflowType: fields({ name: oneOf(...workflowTypes) }),
      taskQueue: fields({ name: oneOf(taskQueue), kind: number }),
      input: payloads,
      workflowIdReusePolicy: number,
      workflowIdConflictPolicy: number,
      workflowExecutionTimeout: duration,
      workflowRunTimeout: duration,
      workflowTaskTimeout: duration,
    }),
    updateWorkflowExecution: fields({
      ...ended,
      waitPolicy,
      request: fields({
        meta: fields({ updateId, identity: common.identity }),
        input: fields({ name: oneOf(...updateNames), args: payloads }),
      }),
    }),
    // A signal brings nothing but its name.
    signalWorkflowExecution: fields({
      ...common,
      workflowExecution: execution,
      signalName: oneOf(...signalNames),
      requestId: uuid,
      input: fields({ payloads: listOf(() => false) }),
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
