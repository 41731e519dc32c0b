/**
 * Guard 4a, in the client: for what no converter sees. Workflow IDs, names, headers, memos, search
 * attributes, reasons and notes of schedules are plain strings in the request, and the SDK's client
 * interceptors do not see all of them (a schedule's pause note, a completion by activity ID, a
 * query in list()). So this guard stands where every request passes: at the service stub. It
 * refuses every method and field that is not listed (request-shapes.ts).
 */
import { randomUUID } from 'node:crypto';
import type { Connection, ConnectionLike } from '@temporalio/client';
import type { Shape } from '#infra/allow-list/shapes.ts';
import { notAReference } from './contract-payload.ts';
import { requestShapes } from './request-shapes.ts';
import type { RequestNames } from './request-shapes.ts';

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
    return call(withOwnId(request), ...rest);
  };
}

/** With another request ID, which history keeps: a caller's could be made from data. */
function withOwnId(request: object): object {
  return 'requestId' in request ? { ...request, requestId: randomUUID() } : request;
}
