import type { DatabaseRole } from './database.ts';
import type { Ports } from './well-known-ports.ts';
import type { Secrets } from './secrets.ts';

/**
 * What the launcher has set up, as the processes that use it must know it. The type parameters are
 * for a wing that has ports and secrets of its own (wing.ts).
 */
export interface Installation<WingPort extends string = never, WingSecret extends string = never> {
  stateFolder: string;
  /** Where everything is reached. */
  ports: Ports & Record<WingPort, number>;
  /** Where the processes listen: the same ports, unless a relay stands in front. */
  listen: Ports & Record<WingPort, number>;
  secrets: Secrets & Record<WingSecret, string>;
  /** The file of the certificate that PostgreSQL shows. */
  databaseCa: string;
  databaseUrl(role: DatabaseRole | WingSecret): string;
  bucket: string;
  /** The vault's key-encryption key. */
  keyFile: string;
  workflowBundle: string;
  /** For temporary files. The processes write none; a leak that did would be found there. */
  temporaryFolder: string;
  /**
   * A file with an empty profile: the user's own Temporal profile must not reach these processes.
   */
  temporalProfile: string;
  /** The program that is Temporal's command-line client. */
  temporalCli: string;
  /** The address of the mail sink's API, for programs. */
  mailApi: string;
}
