import { codecServerUrl, issuer, portalUrl, type Surroundings } from './applications.ts';
import { demoSignIns, type DemoSignIn } from './demo-users.ts';
import { logPath } from './processes.ts';
import { temporalDatabase, type Foundation } from './services.ts';
import type { Tap } from './tap.ts';

/** `<state folder>/endpoints.json` while everything runs: what a demo, a benchmark or a test needs to reach it. */
export interface Endpoints {
  portal: { url: string };
  creditBureau: { url: string };
  codecServer: { url: string };
  /** `cliSecret`: of the client `temporal-cli`. */
  identity: { issuer: string; cliSecret: string };
  /** With the bucket of External Storage. */
  approaches: { url: string; apiKey: string; payloadsBucket: string };
  temporal: {
    address: string;
    namespace: string;
    uiUrl: string;
    databaseFile: string;
    cli: string;
  };
  /** `url`: the web interface, whose API is under `/api`. */
  mail: { url: string; smtpUrl: string };
  s3: {
    endpoint: string;
    region: string;
    bucket: string;
    accessKeyId: string;
    secretAccessKey: string;
  };
  /** The owner's login; `ca` is a path. */
  postgres: { ownerUrl: string; ca: string; folder: string };
  signIns: readonly DemoSignIn[];
  /** The file of each process's output, by the name of the process. */
  logs: Record<ProcessName, string>;
  /** For temporary files of the processes. */
  temporaryFolder: string;
  /** What it takes to read the vault as the worker does. */
  vault: { databaseUrl: string; keyFile: string };
  /** With `--tap`: where its relays keep what passes, and where they listen. */
  tap?: Tap;
  launcherPid: number;
}

/** Every process that runs. */
const processNames = [
  'worker',
  'portal',
  'credit-bureau',
  'codec-server',
  'identity',
  'approaches',
  'maildev',
  'temporal',
  'seaweedfs',
  'postgres',
] as const;
export type ProcessName = (typeof processNames)[number];

/** Where everything is that has been started. */
export function endpointsOf(
  { ports, secrets, stateFolder, postgresFolder }: Foundation,
  around: Surroundings & { temporalCli: string },
  tap?: Tap,
): Endpoints {
  const { bucket, payloadsBucket, databaseCa, databaseUrl, keyFile, temporalCli, temporaryFolder } =
    around;
  const at = (port: number): string => `127.0.0.1:${port}`;
  return {
    portal: { url: portalUrl(tap?.ports ?? ports) },
    creditBureau: { url: `http://${at(ports['credit-bureau'])}` },
    codecServer: { url: codecServerUrl(ports) },
    identity: { issuer: issuer(ports), cliSecret: secrets.identityCli },
    approaches: {
      url: `http://${at(ports.approaches)}`,
      apiKey: secrets.approaches,
      payloadsBucket,
    },
    temporal: {
      address: at(ports.temporal),
      namespace: 'default',
      uiUrl: `http://localhost:${ports['temporal-ui']}`,
      databaseFile: temporalDatabase(stateFolder),
      cli: temporalCli,
    },
    mail: { url: `http://localhost:${ports.mail}`, smtpUrl: `smtp://${at(ports.smtp)}` },
    s3: {
      endpoint: `http://${at(ports.s3)}`,
      region: 'us-east-1',
      bucket,
      accessKeyId: secrets.s3AdminKeyId,
      secretAccessKey: secrets.s3AdminKey,
    },
    postgres: { ownerUrl: databaseUrl('harbor_owner'), ca: databaseCa, folder: postgresFolder },
    signIns: demoSignIns,
    logs: Object.fromEntries(
      processNames.map((name) => [name, logPath(stateFolder, name)]),
    ) as Endpoints['logs'],
    temporaryFolder,
    vault: { databaseUrl: databaseUrl('harbor_worker'), keyFile },
    ...(tap && { tap }),
    launcherPid: process.pid,
  };
}
