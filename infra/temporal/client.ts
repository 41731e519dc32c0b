/** The only client to Temporal: it cannot send anything but references and routing codes. */
import { Client, Connection } from '@temporalio/client';
import { taskQueue as contractTaskQueue } from '#contract/index.ts';
import { temporalAddress } from './connection.ts';
import type { AddressOverrides } from './connection.ts';
import { guardedDataConverter } from './guards/data-converter.ts';
import { guardRequests } from './guards/request-guard.ts';
import { newIdentity } from './identity.ts';

export interface TemporalClientOptions extends AddressOverrides {
  /** The role of this process, such as `portal`: it becomes `<product>-portal@<random>`. */
  identity: string;
  /** The one task queue on which the client may start workflows. Default: the contract's. */
  taskQueue?: string;
}

/**
 * Connects on first use, so that a portal starts, and accepts applications, while Temporal is down.
 * Close it with `client.connection.close()`.
 */
export function createTemporalClient(options: TemporalClientOptions): Promise<Client> {
  const { namespace, connection } = temporalAddress(options);
  const identity = newIdentity(options.identity);
  const taskQueue = options.taskQueue ?? contractTaskQueue;
  const client = new Client({
    connection: guardRequests(Connection.lazy(connection), { namespace, identity, taskQueue }),
    namespace,
    identity,
    dataConverter: guardedDataConverter,
  });
  return Promise.resolve(client);
}
