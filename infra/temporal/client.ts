/** The portal's way to Temporal: a client that cannot send anything but references and routing codes. */
import { Client, Connection } from '@temporalio/client';
import { taskQueue as loanApplications } from '#contract/index.ts';
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

/**
 * Connects when it is first used: a portal starts, and takes applications, while Temporal is down. Close with
 * `client.connection.close()`.
 */
export function createTemporalClient(options: TemporalClientOptions): Promise<Client> {
  const { namespace, connection } = temporalAddress(options);
  const identity = newIdentity(options.identity);
  const taskQueue = options.taskQueue ?? loanApplications;
  const client = new Client({
    connection: guardRequests(Connection.lazy(connection), { namespace, identity, taskQueue }),
    namespace,
    identity,
    dataConverter: guardedDataConverter,
  });
  return Promise.resolve(client);
}
