import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

export interface TemporalAddress {
  namespace: string;
  /** For `Connection.connect` and for `NativeConnection.connect`. */
  connection: NativeConnectionOptions;
}

export interface AddressOverrides {
  /** The profile to read from the profile file; unless given, `TEMPORAL_PROFILE` or `default`. */
  profile?: string | undefined;
  /** For tests: these take the place of what the environment says. */
  address?: string | undefined;
  namespace?: string | undefined;
}

/**
 * Where Temporal is, from `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`,
 * `TEMPORAL_TLS_*` or a profile file: the same for a local server, a self-hosted one with mTLS, and
 * Temporal Cloud. Default: localhost.
 */
export function temporalAddress({
  profile,
  address,
  namespace,
}: AddressOverrides = {}): TemporalAddress {
  const found = loadClientConnectConfig(profile === undefined ? {} : { profile });
  return {
    namespace: namespace ?? found.namespace ?? 'default',
    connection: { ...found.connectionOptions, ...(address !== undefined && { address }) },
  };
}
