/** A namespace of another team, read by calls that change nothing. */
import { Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { temporalAddress } from '#infra/temporal/connection.ts';
import type { Place } from '../search/search.ts';
import { AuditError } from '../errors.ts';
import { answerPlaces, type Connect } from '../places/temporal.ts';

export interface NamespaceOptions {
  /** Default: the one that the environment or the profile names. */
  namespace?: string | undefined;
  /** A list filter, as in the Temporal UI, that selects the runs. */
  query?: string | undefined;
  /** Something known to be in the namespace. Default: the ID of the newest run. */
  landmark?: string | undefined;
}

/**
 * The histories, descriptions, lists and other responses of a namespace. Address, certificate and
 * API key come from the environment or a profile (envconfig), as for the Temporal CLI.
 * @throws AuditError `AUDIT_NO_TARGET` when the server cannot be reached or no run matches
 */
export async function namespacePlaces({
  query,
  landmark,
  ...options
}: NamespaceOptions): Promise<Place[]> {
  const { namespace, connection } = temporalAddress(options);
  // Own interceptors replace the SDK's, and a namespace limits the rate of requests: add the
  // retries again.
  const connect: Connect = async (listening) => {
    const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), listening];
    return Connection.connect({ ...connection, interceptors });
  };
  const newest =
    landmark ??
    (await newestRun(await Connection.connect(connection).catch(noTarget), namespace, query));
  return answerPlaces({ namespace, connect, query }, newest);
}

async function newestRun(connection: Connection, namespace: string, query = ''): Promise<string> {
  try {
    const { executions } = await connection.workflowService
      .listWorkflowExecutions({ namespace, query, pageSize: 1 })
      .catch(noTarget);
    const runId = executions[0]?.execution?.runId;
    if (!runId) throw new AuditError('AUDIT_NO_TARGET', 'there is no run to look at');
    return runId;
  } finally {
    await connection.close();
  }
}

function noTarget(error: unknown): never {
  const { code, name } = error as { code?: unknown; name?: string };
  throw new AuditError('AUDIT_NO_TARGET', `Temporal does not answer (${name} ${String(code)})`);
}
