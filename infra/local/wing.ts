/**
 * What a wing adds to the launcher. There is one, the comparison, and the product does without it:
 * the launcher looks for its module at each start instead of importing it.
 */
import { importWing } from '#infra/wing/import-wing.ts';
import type { Installation } from './installation.ts';
import type { Settings } from './node-process.ts';
import type { ProcessSpec } from './process.ts';
import type { S3Identity } from './seaweedfs.ts';
import type { Secrets } from './secrets.ts';

export interface LauncherWing {
  /** The well-known port of each of its processes, by the name of the process. */
  ports: Readonly<Record<string, number>>;
  /** Names of the secrets that are made at the first start. */
  secrets: readonly string[];
  /** Logins to Postgres; the secret of the same name is the password. */
  databaseRoles: readonly string[];
  buckets: readonly string[];
  /** Names of files in the state folder, each of which gets a key-encryption key. */
  keyFiles: readonly string[];
  s3Identities(secrets: Secrets): S3Identity[];
  /** They are stopped before those of the product. */
  processes(installation: Installation): ProcessSpec[];
  /** What the portal has to know besides. */
  portalSettings(installation: Installation): Settings;
  /** What it adds to endpoints.json. */
  endpoints(installation: Installation): object;
  /** Pages to name when everything has started: label and URL. */
  pages(installation: Installation): [label: string, url: string][];
}

/** The comparison, or undefined in a copy without it. */
export async function findLauncherWing(): Promise<LauncherWing | undefined> {
  return (await importWing<{ wing: LauncherWing }>('launch.ts'))?.wing;
}
