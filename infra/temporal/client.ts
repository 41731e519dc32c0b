/** The portal's way to Temporal: a client that cannot send anything but references and routing codes. */
import { Client, Connection } from '@temporalio/client';
import { taskQueue as loanApplications } from '#workflows/contract.ts';
import { temporalAddress } from './connection.ts';
import type { AddressOverrides } from './connection.ts';
import { guardedDataConverter } from './guards/data-converter.ts';
import { guardRequests } from './guards/request-guard.ts';
import { newIdentity } from './identity.ts';

export interface TemporalClientOptions extends AddressOverrides {
  /** The role of this process, such as `portal`: it becomes `harbor-portal@<random>`. */
  identity: string;
  /** The only task queue that it may start workflows on. Default: the contract's. */
  taskQueue?: string;
}

/** Connects at once. Close with `client.connection.close()`. Rejects if Temporal does not answer. */
export async function createTemporalClient(options: TemporalClientOptions): Promise<Client> {
  const { namespace, connection } = temporalAddress(options);
  const identity = newIdentity(options.identity);
  const taskQueue = options.taskQueue ?? loanApplications;
  return new Client({
    connection: guardRequests(await Connection.connect(connection), { namespace, identity, taskQueue }),
    namespace,
    identity,
    dataConverter: guardedDataConverter,
  });
}
