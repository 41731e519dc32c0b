import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

export interface TemporalAddress {
  namespace: string;
  /** For `Connection.connect` and for `NativeConnection.connect`. */
  connection: NativeConnectionOptions;
}

/** For tests: takes the place of what the environment says. */
export interface AddressOverrides {
  address?: string | undefined;
  namespace?: string | undefined;
}

/**
 * Where Temporal is, from `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`,
 * `TEMPORAL_TLS_*` or a profile file: the same for a local server, a self-hosted one with mTLS, and
 * Temporal Cloud. Default: localhost.
 */
export function temporalAddress({ address, namespace }: AddressOverrides = {}): TemporalAddress {
  const found = loadClientConnectConfig();
  return {
    namespace: namespace ?? found.namespace ?? 'default',
    connection: { ...found.connectionOptions, ...(address !== undefined && { address }) },
  };
}
