/** The system's own processes, each with the settings that it needs and no others. */
import { join } from 'node:path';
import type { Setting } from '#infra/config/catalogue.ts';
import type { DatabaseRole } from './database.ts';
import { demoSignIns } from './demo-users.ts';
import type { ProcessSpec } from './process.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';

type Settings = Partial<Record<Setting, string>>;

export interface Surroundings {
  /** Where everything is reached. */
  ports: Ports;
  /** Where the processes listen: the same ports, unless a relay stands in front. */
  listen: Ports;
  secrets: Secrets;
  /** The file of the certificate that PostgreSQL shows. */
  databaseCa: string;
  databaseUrl(role: DatabaseRole): string;
  bucket: string;
  keyFile: string;
  /** External Storage's bucket, and the key of the codec: whoever reads payloads need not open the vault. */
  payloadsBucket: string;
  codecKeyFile: string;
  workflowBundle: string;
  /** For temporary files. The processes write none; a leak that did would be found there. */
  temporaryFolder: string;
  /** A file with an empty profile: a person's own Temporal profile must not reach these processes. */
  temporalProfile: string;
}

const repository = join(import.meta.dirname, '../..');

/** The system's processes and the stand-ins for outside parties, as `npm start` runs them. */
export function applications(around: Surroundings): ProcessSpec[] {
  return [
    application('credit-bureau', creditBureauSettings(around)),
    application('identity', identitySettings(around)),
    application('codec-server', codecServerSettings(around), {}, 'comparison'),
    application('worker', workerSettings(around), temporalSettings(around)),
    application('portal', portalSettings(around), temporalSettings(around)),
    application('approaches', approachesSettings(around), temporalSettings(around), 'comparison'),
  ].map((spec) => ({ ...spec, env: { TMPDIR: around.temporaryFolder, ...spec.env } }));
}

/** Where a browser on this machine finds the portal. */
export function portalUrl(ports: Ports): string {
  return `http://localhost:${ports.portal}`;
}

/** Without TLS, so that the CLI has nothing to be told. The UI sends no token here: it sends one to https only. */
export function codecServerUrl(ports: Ports): string {
  return `http://localhost:${ports['codec-server']}`;
}

/** Where a browser on this machine finds the identity provider. */
export function issuer(ports: Ports): string {
  return `http://localhost:${ports.identity}`;
}

function application(
  name: string,
  settings: Settings,
  more: Record<string, string> = {},
  wing: 'apps' | 'comparison' = 'apps',
): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: [join(repository, wing, name, 'main.ts')],
    cwd: repository,
    env: { NODE_ENV: 'production', ...settings, ...more },
    ready: /"event":"ready"/,
  };
}

function creditBureauSettings({ listen, secrets }: Surroundings): Settings {
  return {
    HARBOR_BUREAU_PORT: String(listen['credit-bureau']),
    HARBOR_BUREAU_API_KEY: secrets.bureau,
  };
}

function identitySettings({ ports, secrets }: Surroundings): Settings {
  const operator = demoSignIns.find(({ role }) => role === 'operator');
  return {
    ...tokenSettings(ports),
    HARBOR_IDENTITY_PORT: String(ports.identity),
    HARBOR_IDENTITY_SIGNING_KEY: secrets.identitySigningKey,
    HARBOR_IDENTITY_UI_SECRET: secrets.identityUi,
    HARBOR_IDENTITY_CLI_SECRET: secrets.identityCli,
    HARBOR_IDENTITY_NAMESPACES: 'default',
    HARBOR_SESSION_SECRET: secrets.identitySession,
    HARBOR_DEMO_PASSWORD: operator?.password ?? '',
  };
}

function codecServerSettings(around: Surroundings): Settings {
  const { ports, secrets, databaseCa, databaseUrl, payloadsBucket, codecKeyFile } = around;
  return {
    ...tokenSettings(ports),
    HARBOR_CODEC_PORT: String(ports['codec-server']),
    HARBOR_CODEC_JWKS_URL: `${issuer(ports)}/jwks`,
    HARBOR_DATABASE_URL: databaseUrl('harbor_codec'),
    HARBOR_DATABASE_CA: databaseCa,
    HARBOR_S3_ENDPOINT: `http://127.0.0.1:${ports.s3}`,
    HARBOR_S3_BUCKET: payloadsBucket,
    HARBOR_S3_ACCESS_KEY_ID: secrets.s3CodecServerKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3CodecServerKey,
    HARBOR_KEY_PROVIDER: 'local-file',
    HARBOR_KEY_FILE: codecKeyFile,
  };
}

/** What the identity provider and the Codec Server must agree on. */
function tokenSettings(ports: Ports): Settings {
  return {
    HARBOR_CODEC_ISSUER: issuer(ports),
    HARBOR_CODEC_AUDIENCE: 'harbor-codec-server',
    HARBOR_CODEC_UI_ORIGIN: `http://localhost:${ports['temporal-ui']}`,
  };
}

function portalSettings(around: Surroundings): Settings {
  const { ports, listen, secrets, databaseUrl } = around;
  return {
    ...vaultSettings(around),
    HARBOR_DATABASE_URL: databaseUrl('harbor_portal'),
    HARBOR_S3_ACCESS_KEY_ID: secrets.s3PortalKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3PortalKey,
    HARBOR_PORTAL_PORT: String(listen.portal),
    HARBOR_PORTAL_URL: portalUrl(ports),
    HARBOR_SESSION_SECRET: secrets.session,
    HARBOR_APPROACHES_URL: `http://127.0.0.1:${ports.approaches}`,
    HARBOR_APPROACHES_API_KEY: secrets.approaches,
  };
}

function workerSettings(around: Surroundings): Settings {
  const { ports, secrets, databaseUrl, workflowBundle } = around;
  return {
    ...vaultSettings(around),
    HARBOR_DATABASE_URL: databaseUrl('harbor_worker'),
    HARBOR_S3_ACCESS_KEY_ID: secrets.s3WorkerKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3WorkerKey,
    HARBOR_PORTAL_URL: portalUrl(ports),
    ...outsideSettings(around),
    HARBOR_WORKFLOW_BUNDLE: workflowBundle,
  };
}

function approachesSettings(around: Surroundings): Settings {
  const { ports, listen, secrets, codecKeyFile, payloadsBucket } = around;
  const [customer, reviewer] = (['customer', 'reviewer'] as const).map((role) =>
    demoSignIns.find((person) => person.role === role),
  );
  return {
    ...outsideSettings(around),
    HARBOR_PORTAL_URL: portalUrl(ports),
    HARBOR_APPROACHES_PORT: String(listen.approaches),
    HARBOR_APPROACHES_API_KEY: secrets.approaches,
    HARBOR_APPROACHES_CUSTOMER_EMAIL: customer?.email ?? '',
    HARBOR_APPROACHES_CUSTOMER_PASSWORD: customer?.password ?? '',
    HARBOR_APPROACHES_REVIEWER_EMAIL: reviewer?.email ?? '',
    HARBOR_APPROACHES_REVIEWER_PASSWORD: reviewer?.password ?? '',
    HARBOR_S3_ENDPOINT: `http://127.0.0.1:${ports.s3}`,
    HARBOR_S3_BUCKET: payloadsBucket,
    HARBOR_S3_ACCESS_KEY_ID: secrets.s3ApproachesKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3ApproachesKey,
    HARBOR_KEY_PROVIDER: 'local-file',
    HARBOR_KEY_FILE: codecKeyFile,
  };
}

/** Where others are asked and told. */
function outsideSettings({ ports, secrets }: Surroundings): Settings {
  return {
    HARBOR_BUREAU_URL: `http://127.0.0.1:${ports['credit-bureau']}`,
    HARBOR_BUREAU_API_KEY: secrets.bureau,
    HARBOR_SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    HARBOR_MAIL_FROM: 'loans@harbor-lending.example',
    HARBOR_REVIEWERS_MAIL: 'reviewers@harbor-lending.example',
  };
}

function vaultSettings({ ports, databaseCa, bucket, keyFile }: Surroundings): Settings {
  return {
    HARBOR_DATABASE_CA: databaseCa,
    HARBOR_S3_ENDPOINT: `http://127.0.0.1:${ports.s3}`,
    HARBOR_S3_BUCKET: bucket,
    HARBOR_KEY_PROVIDER: 'local-file',
    HARBOR_KEY_FILE: keyFile,
  };
}

function temporalSettings({ ports, temporalProfile }: Surroundings): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_CONFIG_FILE: temporalProfile,
  };
}
