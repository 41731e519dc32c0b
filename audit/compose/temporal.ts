import { Connection } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Stack } from './stack.ts';

/** The processes with a token of their own, each in its volume. */
export type TokenHolder = 'portal' | 'worker' | 'approaches' | 'temporal-namespace';

/**
 * A connection to Temporal with the certificate of a process and the token of one of its profiles.
 * Close it.
 */
export async function connectAs(
  stack: Stack,
  process: TokenHolder,
  { profile = 'default', ...more }: { profile?: string } & ConnectionOptions = {},
): Promise<Connection> {
  const secrets = await stack.secrets();
  const data = secrets.of(`${process}/temporal.toml`);
  const { connectionOptions } = loadClientConnectConfig({
    profile,
    configSource: { data },
    disableEnv: true,
  });
  // Lazy: connecting would ask for the server's version, with a token that may be a bad one.
  return Connection.lazy({
    ...connectionOptions,
    address: await stack.gateway(7233),
    tls: {
      serverRootCACertificate: Buffer.from(secrets.of('authority/ca.crt')),
      clientCertPair: {
        crt: Buffer.from(secrets.of(`${process}/client.crt`)),
        key: Buffer.from(secrets.of(`${process}/client.key`)),
      },
    },
    ...more,
  });
}
