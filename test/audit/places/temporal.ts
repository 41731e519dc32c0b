/** What whoever runs Temporal can see: its answers as they come over the wire, and its database. */
import { Connection, type ConnectionOptions, type WorkflowService } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { Endpoints } from '#infra/local/endpoints.ts';
import type { Place } from '#infra/leak-search/search.ts';
import type { Piece } from '#infra/leak-search/windows.ts';
import { taskQueue } from '#workflows/contract.ts';
import { byEvent } from './events.ts';
import { onDisk } from './files.ts';

type Execution = temporal.api.common.v1.IWorkflowExecution;
type Server = Endpoints['temporal'];
type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
/** Makes calls, for the sake of the answers. Names what an answer is about, once it is there. */
type Calls = (connection: Connection, namespace: string) => AsyncIterable<string>;
/** What an answer is made of. */
type Divide = (about: string, answer: Uint8Array) => Iterable<Piece>;

/** @param landmark the ID of a workflow that is known to be there */
export function temporalPlaces(server: Server, landmark: string): Place[] {
  const { databaseFile } = server;
  return [
    ...answerPlaces(server, landmark),
    onDisk('the Temporal database', [databaseFile, `${databaseFile}-wal`], landmark),
  ];
}

/** What a server tells whoever may ask. Only reads, so that it can be pointed at any namespace. */
export function answerPlaces(
  server: Pick<Server, 'address' | 'namespace'>,
  landmark: string,
  connect: Connect = connectPlainly,
): Place[] {
  const answers = (name: string, calls: Calls, divide: Divide = whole): Place => ({
    name,
    landmark,
    read: () => answersTo(server, connect, calls, divide),
  });
  return [
    answers('workflow histories', histories, byEvent),
    answers('workflow descriptions', descriptions),
    answers('workflow visibility', visibility),
    { ...answers('other answers of Temporal', otherAnswers), landmark: server.namespace },
  ];
}

/** Connects with an interceptor. */
export type Connect = (address: string, interceptor: Interceptor) => Promise<Connection>;
const connectPlainly: Connect = (address, interceptor) =>
  Connection.connect({ address, interceptors: [interceptor] });

/**
 * The server's answers, byte for byte: a decoded message that is encoded again would lack the fields that this SDK
 * does not know.
 */
async function* answersTo(
  { address, namespace }: Pick<Server, 'address' | 'namespace'>,
  connect: Connect,
  calls: Calls,
  divide: Divide,
): AsyncGenerator<Piece> {
  const answers: Uint8Array[] = [];
  const connection = await connect(
    address,
    listening((answer) => answers.push(answer)),
  );
  try {
    for await (const about of calls(connection, namespace)) {
      for (const answer of answers.splice(0)) yield* divide(about, answer);
    }
  } finally {
    await connection.close();
  }
}

function* whole(about: string, answer: Uint8Array): Generator<Piece> {
  yield { from: about, bytes: answer };
}

/** Hands on each answer, before anything decodes it. */
function listening(onAnswer: (bytes: Uint8Array) => void): Interceptor {
  return (options, nextCall) => {
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

async function* visibility({ workflowService }: Connection, namespace: string): AsyncGenerator<string> {
  for await (const { workflowId } of executions(workflowService, namespace)) yield workflowId ?? '';
}

async function* histories(
  { workflowService: service }: Connection,
  namespace: string,
): AsyncGenerator<string> {
  for await (const execution of executions(service, namespace)) {
    let nextPageToken: Uint8Array | undefined;
    do {
      const request = { namespace, execution, ...(nextPageToken && { nextPageToken }) };
      const page = await service.getWorkflowExecutionHistory(request);
      yield execution.workflowId ?? '';
      nextPageToken = page.nextPageToken;
    } while (nextPageToken.length > 0);
  }
}

/** With what is pending: the details of heartbeats and the last failures, which history does not have yet. */
async function* descriptions({ workflowService }: Connection, namespace: string): AsyncGenerator<string> {
  for await (const execution of executions(workflowService, namespace)) {
    await workflowService.describeWorkflowExecution({ namespace, execution });
    yield execution.workflowId ?? '';
  }
}

/** What else a namespace keeps: a schedule has a memo and arguments, a batch operation a reason. */
async function* otherAnswers(
  { workflowService, operatorService }: Connection,
  namespace: string,
): AsyncGenerator<string> {
  await workflowService.describeNamespace({ namespace });
  yield 'namespace';
  await workflowService.listSchedules({ namespace, maximumPageSize: 1000 });
  yield 'schedules';
  await workflowService.listBatchOperations({ namespace, pageSize: 100 });
  yield 'batch operations';
  await operatorService.listSearchAttributes({ namespace });
  yield 'search attributes';
  await workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } });
  yield 'task queue';
}
