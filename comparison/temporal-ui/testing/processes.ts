/** The processes needed to read encrypted history, each with its settings. */
import { randomBytes } from 'node:crypto';
import { newSigningKey } from '#infra/kms/signing-key.ts';
import { nodeProcess, type Settings } from '#infra/local/node-process.ts';
import type { RunningProcess } from '#infra/local/process.ts';
import type { StartProcess } from '#infra/local/processes.ts';
import { tokenSettings } from '#infra/local/product-processes.ts';
import { testTemporal, type TestBucket, type TestDatabase } from '#test/testing/services.ts';
import { startTemporalUi } from './temporal-ui.ts';

export interface ReadingSetup {
  start: StartProcess;
  ports: { ui: number; codecServer: number; identity: number };
  /** Paths. All three processes present this certificate, and trust it. */
  certificate: { cert: string; key: string };
  database: TestDatabase;
  bucket: TestBucket;
  keyFile: string;
  secrets: { ui: string; cli: string; session: string };
  operatorPassword: string;
}

export const urlOf = (port: number): string => `https://localhost:${port}`;

export function startIdentity(setup: ReadingSetup): Promise<RunningProcess> {
  const { ports, secrets, operatorPassword } = setup;
  return startWithTls('identity', 'apps/identity', setup, {
    HARBOR_IDENTITY_PORT: String(ports.identity),
    HARBOR_IDENTITY_SIGNING_KEY: newSigningKey(),
    HARBOR_IDENTITY_UI_SECRET: secrets.ui,
    HARBOR_IDENTITY_CLI_SECRET: secrets.cli,
    HARBOR_IDENTITY_NAMESPACES: 'default',
    HARBOR_SESSION_SECRET: secrets.session,
    HARBOR_PORTAL_URL: 'http://localhost:3000',
    HARBOR_IDENTITY_PORTAL_SECRET: randomBytes(24).toString('hex'),
    HARBOR_DEMO_PASSWORD: operatorPassword,
  });
}

export function startCodecServer(setup: ReadingSetup): Promise<RunningProcess> {
  const { ports, database, bucket, keyFile } = setup;
  return startWithTls('codec-server', 'comparison/codec-server', setup, {
    ...bucket.settings,
    HARBOR_CODEC_PORT: String(ports.codecServer),
    HARBOR_CODEC_JWKS_URL: `${urlOf(ports.identity)}/jwks`,
    HARBOR_DATABASE_URL: database.codecUrl,
    HARBOR_DATABASE_CA: database.ca,
    HARBOR_KEY_PROVIDER: 'local-file',
    HARBOR_KEY_FILE: keyFile,
  });
}

/** How the UI is set up: without a Codec Server, with one and no sign-in, or as it must be. */
export type UiVariant = 'alone' | 'without sign-in' | 'with sign-in';

export function startUi(setup: ReadingSetup, variant: UiVariant): Promise<RunningProcess> {
  const { start, ports, certificate, secrets } = setup;
  const codec = {
    TEMPORAL_CODEC_ENDPOINT: urlOf(ports.codecServer),
    TEMPORAL_CODEC_PASS_ACCESS_TOKEN: 'true',
  };
  const signIn = {
    TEMPORAL_AUTH_ENABLED: 'true',
    TEMPORAL_AUTH_REDIRECT_TO_PROVIDER: 'true',
    // As among containers, the UI's server has another name for the provider than browsers have.
    TEMPORAL_AUTH_PROVIDER_URL: `https://127.0.0.1:${ports.identity}`,
    TEMPORAL_AUTH_ISSUER_URL: urlOf(ports.identity),
    TEMPORAL_AUTH_CLIENT_ID: 'temporal-ui',
    TEMPORAL_AUTH_CLIENT_SECRET: secrets.ui,
    TEMPORAL_AUTH_CALLBACK_URL: `${urlOf(ports.ui)}/auth/sso/callback`,
    TEMPORAL_AUTH_SCOPES: 'openid,profile',
  };
  const environments = {
    alone: {},
    'without sign-in': codec,
    'with sign-in': { ...codec, ...signIn },
  };
  const { address } = testTemporal();
  return startTemporalUi({
    start,
    certificate,
    address,
    port: ports.ui,
    environment: environments[variant],
  });
}

function startWithTls(
  name: string,
  folder: string,
  { start, ports, certificate }: ReadingSetup,
  settings: Settings,
): Promise<RunningProcess> {
  const env = {
    NODE_EXTRA_CA_CERTS: certificate.cert,
    HARBOR_TLS_CERT: certificate.cert,
    HARBOR_TLS_KEY: certificate.key,
    ...tokenSettings(urlOf(ports.identity), urlOf(ports.ui)),
    ...settings,
  };
  return start(nodeProcess(name, folder, env));
}
