/** What whoever runs Temporal can see: its answers as they come over the wire, and its database. */
import { Connection, type ConnectionOptions, type WorkflowService } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { Endpoints } from '#infra/local/endpoints.ts';
import type { Place } from '#infra/leak-search/search.ts';
import { onDisk } from './files.ts';

type Execution = temporal.api.common.v1.IWorkflowExecution;
type Server = Endpoints['temporal'];
type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
/** Makes calls, for the sake of the answers. `onAnswers` is to be called now and then, to hand them on. */
type Calls = (service: WorkflowService, namespace: string) => AsyncIterable<unknown>;

/** @param landmark the ID of a workflow that is known to be there */
export function temporalPlaces(server: Server, landmark: string): Place[] {
  const { databaseFile } = server;
  const answers = (name: string, calls: Calls): Place => ({
    name,
    landmark,
    read: () => answersTo(server, calls),
  });
  return [
    answers('workflow histories', histories),
    answers('workflow descriptions', descriptions),
    answers('workflow visibility', executions),
    onDisk('the Temporal database', [databaseFile, `${databaseFile}-wal`], landmark),
  ];
}

/**
 * The server's answers, byte for byte: a decoded message that is encoded again would lack the fields that this SDK
 * does not know.
 */
async function* answersTo({ address, namespace }: Server, calls: Calls): AsyncGenerator<Uint8Array> {
  const answers: Uint8Array[] = [];
  const connection = await connectListening(address, (answer) => answers.push(answer));
  try {
    for await (const _call of calls(connection.workflowService, namespace)) yield* answers.splice(0);
  } finally {
    await connection.close();
  }
}

/** A connection whose answers are also given to `onAnswer`, before anything decodes them. */
function connectListening(address: string, onAnswer: (bytes: Uint8Array) => void): Promise<Connection> {
  const listen: Interceptor = (options, nextCall) => {
    const call = nextCall(options);
    const start = call.start.bind(call);
    call.start = (metadata, listener) =>
      start(metadata, {
        onReceiveMetadata: (received) => listener?.onReceiveMetadata?.(received),
        onReceiveStatus: (status) => listener?.onReceiveStatus?.(status),
        onReceiveMessage(message: Uint8Array) {
          onAnswer(message);
          listener?.onReceiveMessage?.(message);
        },
      });
    return call as ReturnType<Interceptor>;
  };
  return Connection.connect({ address, interceptors: [listen] });
}

/** All runs there are, whatever became of them. */
async function* executions(service: WorkflowService, namespace: string): AsyncGenerator<Execution> {
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await service.listWorkflowExecutions({ namespace, ...(nextPageToken && { nextPageToken }) });
    for (const { execution } of page.executions) if (execution) yield execution;
    nextPageToken = page.nextPageToken;
  } while (nextPageToken.length > 0);
}

async function* histories(service: WorkflowService, namespace: string): AsyncGenerator<unknown> {
  for await (const execution of executions(service, namespace)) {
    let nextPageToken: Uint8Array | undefined;
    do {
      const request = { namespace, execution, ...(nextPageToken && { nextPageToken }) };
      const page = await service.getWorkflowExecutionHistory(request);
      yield page;
      nextPageToken = page.nextPageToken;
    } while (nextPageToken.length > 0);
  }
}

/** With what is pending: the details of heartbeats and the last failures, which history does not have yet. */
async function* descriptions(service: WorkflowService, namespace: string): AsyncGenerator<unknown> {
  for await (const execution of executions(service, namespace)) {
    yield await service.describeWorkflowExecution({ namespace, execution });
  }
}
