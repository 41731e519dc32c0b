import type { Installation } from './installation.ts';
import { issuer, portalUrl } from './product-processes.ts';
import { trailBucket } from '#infra/s3/rights.ts';
import { demoSignIns, type DemoSignIn } from '#infra/demo/users.ts';
import { logPath } from './processes.ts';
import { temporalDatabase, type Foundation } from './services.ts';
import type { Tap } from './tap.ts';

/**
 * `<state folder>/endpoints.json` while everything runs: what a demo, a benchmark or a test needs
 * to reach it. A wing adds its own.
 */
export interface Endpoints {
  portal: { url: string };
  creditBureau: { url: string };
  /** `cliSecret`: of the client `temporal-cli`. */
  identity: { issuer: string; cliSecret: string };
  temporal: {
    address: string;
    namespace: string;
    uiUrl: string;
    databaseFile: string;
    cli: string;
  };
  /** `apiUrl`: for programs; `url` is for a browser. */
  mail: { url: string; apiUrl: string; smtpUrl: string };
  s3: {
    endpoint: string;
    region: string;
    bucket: string;
    accessKeyId: string;
    secretAccessKey: string;
  };
  /** The anchors of the audit trail. */
  trail: { bucket: string };
  /** The owner's login; `ca` is a path. */
  postgres: { ownerUrl: string; ca: string; folder: string };
  signIns: readonly DemoSignIn[];
  /** The file of each process's output, by the name of the process. */
  logs: Record<ProcessName, string>;
  /** For temporary files of the processes. */
  temporaryFolder: string;
  /** What is needed to read the vault as the worker does. */
  vault: { databaseUrl: string; keyFile: string };
  /** With `--tap`: where its relays record traffic, and where they listen. */
  tap?: Tap;
  /** Pages of a wing: label and URL. */
  pages: [label: string, url: string][];
  launcherPid: number;
}

/** Every process of the product that runs. */
const processNames = [
  'worker',
  'portal',
  'credit-bureau',
  'identity',
  'maildev',
  'temporal',
  'seaweedfs',
  'postgres',
] as const;
export type ProcessName = (typeof processNames)[number];

/** The addresses of everything that was started. */
export function endpointsOf(
  { ports, secrets, stateFolder, postgresFolder, wing }: Foundation,
  installation: Installation,
  tap?: Tap,
): Endpoints {
  const { bucket, databaseCa, databaseUrl, keyFile, temporalCli, temporaryFolder } = installation;
  const at = (port: number): string => `127.0.0.1:${port}`;
  const gated = (port: number): string => `http://localhost:${port}/?key=${secrets.pages}`;
  return {
    portal: { url: portalUrl(tap?.ports ?? ports) },
    creditBureau: { url: `http://${at(ports['credit-bureau'])}` },
    identity: { issuer: issuer(ports), cliSecret: secrets.identityCli },
    temporal: {
      address: at(ports.temporal),
      namespace: 'default',
      uiUrl: gated(ports['temporal-ui']),
      databaseFile: temporalDatabase(stateFolder),
      cli: temporalCli,
    },
    mail: {
      url: gated(ports.mail),
      apiUrl: installation.mailApi,
      smtpUrl: `smtp://${at(ports.smtp)}`,
    },
    s3: {
      endpoint: `http://${at(ports.s3)}`,
      region: 'us-east-1',
      bucket,
      accessKeyId: secrets.s3AdminKeyId,
      secretAccessKey: secrets.s3AdminKey,
    },
    trail: { bucket: trailBucket },
    postgres: { ownerUrl: databaseUrl('harbor_owner'), ca: databaseCa, folder: postgresFolder },
    signIns: demoSignIns(secrets.demoPassword),
    logs: Object.fromEntries(
      [...processNames, ...Object.keys(wing?.ports ?? {})].map((name) => [
        name,
        logPath(stateFolder, name),
      ]),
    ) as Endpoints['logs'],
    temporaryFolder,
    vault: { databaseUrl: databaseUrl('harbor_worker'), keyFile },
    ...(tap && { tap }),
    pages: wing?.pages(installation) ?? [],
    launcherPid: process.pid,
    ...wing?.endpoints(installation),
  };
}
