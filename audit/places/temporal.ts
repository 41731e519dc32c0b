/** What Temporal's operator can see: responses as they come over the wire, and the database. */
import { Connection, type ConnectionOptions } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { Place } from '../search/search.ts';
import type { Piece } from '../search/windows.ts';
import { byEvent } from './events.ts';
import { onDisk } from './files.ts';

type Execution = temporal.api.common.v1.IWorkflowExecution;
type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
/** Makes calls, and yields what each response is about once it has arrived. */
type Calls = (connection: Connection, asked: Asked) => AsyncIterable<string>;
/** A response as it came over the wire, and the call that it answers. */
interface Answer {
  method: string;
  bytes: Uint8Array;
}

/** A server of one's own, with the file of its database. */
export interface Server {
  address: string;
  namespace: string;
  databaseFile: string;
}

/** @param landmark the ID of a workflow that is known to be there */
export function temporalPlaces(server: Server, landmark: string): Place[] {
  const { address, namespace, databaseFile } = server;
  const connect: Connect = (interceptor) =>
    Connection.connect({ address, interceptors: [interceptor] });
  return [
    ...answerPlaces({ namespace, connect }, landmark),
    onDisk('the Temporal database', [databaseFile, `${databaseFile}-wal`], landmark),
  ];
}

/** The namespace, how to connect to it, and a list filter that selects the runs. */
export interface Asked {
  namespace: string;
  connect: Connect;
  query?: string | undefined;
}
/** Connects with the interceptor. */
export type Connect = (interceptor: Interceptor) => Promise<Connection>;

/**
 * What a server tells an authorised client. It only reads, so it can be pointed at any namespace.
 */
export function answerPlaces(asked: Asked, landmark: string): Place[] {
  const answers = (name: string, calls: Calls): Place => ({
    name,
    landmark,
    read: () => answersTo(asked, calls),
  });
  return [
    answers('workflow histories', histories),
    answers('workflow descriptions', descriptions),
    answers('workflow visibility', visibility),
    { ...answers('other answers of Temporal', otherAnswers), landmark: asked.namespace },
  ];
}

/**
 * The server's responses, byte for byte: decoding and encoding a message would drop the fields that
 * this SDK does not know.
 */
async function* answersTo(asked: Asked, calls: Calls): AsyncGenerator<Piece> {
  const answers: Answer[] = [];
  const connection = await asked.connect(listening((answer) => answers.push(answer)));
  try {
    for await (const about of calls(connection, asked)) {
      for (const answer of answers.splice(0)) yield* piecesOf(answer, about);
    }
  } finally {
    await connection.close();
  }
}

/** Lists come on the way to what the call is about. */
function* piecesOf({ method, bytes }: Answer, about: string): Generator<Piece> {
  if (method === 'GetWorkflowExecutionHistory') yield* byEvent(about, bytes);
  else yield { from: method === 'ListWorkflowExecutions' ? 'a list of workflows' : about, bytes };
}

/** Passes on each response before anything decodes it. */
function listening(onAnswer: (answer: Answer) => void): Interceptor {
  return (options, nextCall) => {
    const method = options.method_definition.path.split('/').at(-1) ?? '';
    const call = nextCall(options);
    const start = call.start.bind(call);
    call.start = (metadata, listener) =>
      start(metadata, {
        onReceiveMetadata: (received) => listener?.onReceiveMetadata?.(received),
        onReceiveStatus: (status) => listener?.onReceiveStatus?.(status),
        onReceiveMessage(bytes: Uint8Array) {
          onAnswer({ method, bytes });
          listener?.onReceiveMessage?.(bytes);
        },
      });
    return call as ReturnType<Interceptor>;
  };
}

/** All runs, open and closed. */
async function* executions(
  { workflowService }: Connection,
  { namespace, query = '' }: Asked,
): AsyncGenerator<Execution> {
  let nextPageToken = new Uint8Array();
  do {
    const page = await workflowService.listWorkflowExecutions({ namespace, query, nextPageToken });
    for (const { execution } of page.executions) if (execution) yield execution;
    nextPageToken = Uint8Array.from(page.nextPageToken);
  } while (nextPageToken.length > 0);
}

async function* visibility(connection: Connection, asked: Asked): AsyncGenerator<string> {
  for await (const { workflowId } of executions(connection, asked)) yield workflowId ?? '';
}

async function* histories(connection: Connection, asked: Asked): AsyncGenerator<string> {
  const { namespace } = asked;
  for await (const execution of executions(connection, asked)) {
    let nextPageToken = new Uint8Array();
    do {
      const request = { namespace, execution, nextPageToken };
      const page = await connection.workflowService.getWorkflowExecutionHistory(request);
      yield execution.workflowId ?? '';
      nextPageToken = Uint8Array.from(page.nextPageToken);
    } while (nextPageToken.length > 0);
  }
}

/**
 * Descriptions include pending activities: heartbeat details and last failures that history does
 * not have yet.
 */
async function* descriptions(connection: Connection, asked: Asked): AsyncGenerator<string> {
  for await (const execution of executions(connection, asked)) {
    await connection.workflowService.describeWorkflowExecution({
      namespace: asked.namespace,
      execution,
    });
    yield execution.workflowId ?? '';
  }
}

/** What else a namespace keeps: schedules have a memo and arguments, batch operations a reason. */
async function* otherAnswers(
  { workflowService, operatorService }: Connection,
  { namespace }: Asked,
): AsyncGenerator<string> {
  await workflowService.describeNamespace({ namespace });
  yield 'namespace';
  const more = {
    schedules: () => workflowService.listSchedules({ namespace, maximumPageSize: 1000 }),
    'batch operations': () => workflowService.listBatchOperations({ namespace, pageSize: 100 }),
    'search attributes': () => operatorService.listSearchAttributes({ namespace }),
  };
  for (const [about, ask] of Object.entries(more)) {
    // Not every server offers these, and not to every client.
    await ask().catch(() => {});
    yield about;
  }
}
