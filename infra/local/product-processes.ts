/**
 * The product's processes and the stand-ins for outside parties, each with the settings that it
 * needs and no others.
 */
import { trailBucket } from '#infra/s3/rights.ts';
import type { Installation } from './installation.ts';
import { nodeProcess, type Settings } from './node-process.ts';
import type { Ports } from './well-known-ports.ts';
import type { ProcessSpec } from './process.ts';

/** @param portalSettings what the portal needs besides, for an extension */
export function productProcesses(
  installation: Installation,
  portalSettings: Settings = {},
): ProcessSpec[] {
  const shared = sharedSettings(installation);
  const temporal = temporalSettings(installation);
  const specs: [name: string, settings: Settings][] = [
    ['credit-bureau', creditBureauSettings(installation)],
    ['identity', identitySettings(installation)],
    ['worker', { ...workerSettings(installation), ...temporal }],
    ['portal', { ...portalSettingsOf(installation), ...portalSettings, ...temporal }],
  ];
  return specs.map(([name, settings]) =>
    nodeProcess(name, `apps/${name}`, { ...shared, ...settings }),
  );
}

/** What every process gets. */
export function sharedSettings({ temporaryFolder }: Installation): Settings {
  return { NODE_ENV: 'production', TMPDIR: temporaryFolder };
}

/** Where a browser on this machine finds the portal. */
export function portalUrl(ports: Ports): string {
  return `http://localhost:${ports.portal}`;
}

/** Where a browser on this machine finds the identity provider. */
export function issuer(ports: Ports): string {
  return `http://localhost:${ports.identity}`;
}

/** What the identity provider, and a server that accepts its tokens, must agree on. */
export function tokenSettings(issuerUrl: string, uiOrigin: string): Settings {
  return {
    HARBOR_CODEC_ISSUER: issuerUrl,
    HARBOR_CODEC_AUDIENCE: 'harbor-codec-server',
    HARBOR_CODEC_UI_ORIGIN: uiOrigin,
  };
}

/** How to reach Temporal. */
export function temporalSettings({ ports, temporalProfile }: Installation): Settings {
  return {
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_CONFIG_FILE: temporalProfile,
  };
}

/** How to reach the outside parties: the credit bureau, and mail. */
export function outsideSettings({ ports, secrets }: Installation): Settings {
  return {
    HARBOR_BUREAU_URL: `http://127.0.0.1:${ports['credit-bureau']}`,
    HARBOR_BUREAU_API_KEY: secrets.bureau,
    HARBOR_SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    HARBOR_MAIL_FROM: 'loans@harbor-lending.example',
    HARBOR_REVIEWERS_MAIL: 'reviewers@harbor-lending.example',
  };
}

function creditBureauSettings({ listen, secrets }: Installation): Settings {
  return {
    HARBOR_BUREAU_PORT: String(listen['credit-bureau']),
    HARBOR_BUREAU_API_KEY: secrets.bureau,
  };
}

function identitySettings({ ports, secrets }: Installation): Settings {
  return {
    ...tokenSettings(issuer(ports), `http://localhost:${ports['temporal-ui']}`),
    HARBOR_IDENTITY_PORT: String(ports.identity),
    HARBOR_IDENTITY_SIGNING_KEY: secrets.identitySigningKey,
    HARBOR_PORTAL_URL: portalUrl(ports),
    HARBOR_IDENTITY_UI_SECRET: secrets.identityUi,
    HARBOR_IDENTITY_PORTAL_SECRET: secrets.identityPortal,
    HARBOR_IDENTITY_CLI_SECRET: secrets.identityCli,
    HARBOR_IDENTITY_NAMESPACES: 'default',
    HARBOR_SESSION_SECRET: secrets.identitySession,
    HARBOR_DEMO_PASSWORD: secrets.demoPassword,
  };
}

function portalSettingsOf(installation: Installation): Settings {
  const { ports, listen, secrets, databaseUrl } = installation;
  return {
    ...vaultSettings(installation),
    HARBOR_DATABASE_URL: databaseUrl('harbor_portal'),
    HARBOR_S3_ACCESS_KEY_ID: secrets.s3PortalKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3PortalKey,
    HARBOR_PORTAL_PORT: String(listen.portal),
    HARBOR_PORTAL_URL: portalUrl(ports),
    HARBOR_SESSION_SECRET: secrets.session,
    HARBOR_OIDC_ISSUER: issuer(ports),
    HARBOR_OIDC_CLIENT_ID: 'harbor-portal',
    HARBOR_OIDC_CLIENT_SECRET: secrets.identityPortal,
  };
}

function workerSettings(installation: Installation): Settings {
  const { ports, secrets, databaseUrl, workflowBundle } = installation;
  return {
    ...vaultSettings(installation),
    ...outsideSettings(installation),
    HARBOR_DATABASE_URL: databaseUrl('harbor_worker'),
    HARBOR_S3_ACCESS_KEY_ID: secrets.s3WorkerKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3WorkerKey,
    HARBOR_PORTAL_URL: portalUrl(ports),
    HARBOR_WORKFLOW_BUNDLE: workflowBundle,
    HARBOR_TRAIL_BUCKET: trailBucket,
  };
}

function vaultSettings({ ports, databaseCa, bucket, keyFile }: Installation): Settings {
  return {
    HARBOR_DATABASE_CA: databaseCa,
    HARBOR_S3_ENDPOINT: `http://127.0.0.1:${ports.s3}`,
    HARBOR_S3_BUCKET: bucket,
    HARBOR_KEY_PROVIDER: 'local-file',
    HARBOR_KEY_FILE: keyFile,
  };
}
