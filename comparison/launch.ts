/**
 * What the comparison adds to `npm start`: two processes, and what only they need
 * (infra/local/wing.ts).
 */
import { join } from 'node:path';
import { demoUsers } from '#infra/demo/users.ts';
import type { Endpoints, ProcessName } from '#infra/local/endpoints.ts';
import type { Installation } from '#infra/local/installation.ts';
import { nodeProcess, type Settings } from '#infra/local/node-process.ts';
import {
  issuer,
  outsideSettings,
  portalUrl,
  sharedSettings,
  temporalSettings,
  tokenSettings,
} from '#infra/local/product-processes.ts';
import type { Secrets } from '#infra/local/secrets.ts';
import type { LauncherWing } from '#infra/local/wing.ts';
import { payloadsBucket, s3Rights } from '#infra/s3/rights.ts';

/**
 * The codec's key-encryption key is not the vault's: a process that decodes payloads need not open
 * the vault.
 */
const codecKeyFile = 'codec-key-encryption-key';

const ports = { approaches: 3003, 'codec-server': 3004 };
const secrets = [
  'harbor_codec',
  's3ApproachesKeyId',
  's3ApproachesKey',
  's3CodecServerKeyId',
  's3CodecServerKey',
  'approaches',
] as const;
export type ComparisonSecrets = Record<(typeof secrets)[number], string>;
type OwnInstallation = Installation<keyof typeof ports, keyof ComparisonSecrets>;

/** endpoints.json where the comparison runs. */
export interface ComparisonEndpoints extends Endpoints {
  codecServer: { url: string };
  approaches: { url: string; apiKey: string; payloadsBucket: string };
  logs: Record<ProcessName | keyof typeof ports, string>;
}

export const wing = {
  ports,
  secrets,
  databaseRoles: ['harbor_codec'],
  buckets: [payloadsBucket],
  keyFiles: [codecKeyFile],

  s3Identities: (given: Secrets & ComparisonSecrets) => [
    {
      name: 'approaches',
      accessKeyId: given.s3ApproachesKeyId,
      secretAccessKey: given.s3ApproachesKey,
      actions: s3Rights.approaches,
    },
    {
      name: 'codec-server',
      accessKeyId: given.s3CodecServerKeyId,
      secretAccessKey: given.s3CodecServerKey,
      actions: s3Rights['codec-server'],
    },
  ],

  processes: (installation: OwnInstallation) => {
    const shared = sharedSettings(installation);
    return [
      nodeProcess('codec-server', 'comparison/codec-server', {
        ...shared,
        ...codecServerSettings(installation),
      }),
      nodeProcess('approaches', 'comparison/approaches', {
        ...shared,
        ...approachesSettings(installation),
        ...temporalSettings(installation),
      }),
    ];
  },

  portalSettings: ({ ports, secrets }: OwnInstallation) => ({
    HARBOR_APPROACHES_URL: `http://127.0.0.1:${ports.approaches}`,
    HARBOR_APPROACHES_API_KEY: secrets.approaches,
  }),

  endpoints: ({ ports, secrets }: OwnInstallation) => ({
    codecServer: { url: codecServerUrl(ports) },
    approaches: {
      url: `http://127.0.0.1:${ports.approaches}`,
      apiKey: secrets.approaches,
      payloadsBucket,
    },
  }),

  pages: ({ ports }: OwnInstallation) => [['Codec Server', codecServerUrl(ports)]],
} satisfies LauncherWing;

/**
 * Without TLS, so that the CLI needs no certificate. The UI sends no token here: it sends one to
 * https only.
 */
function codecServerUrl(ports: OwnInstallation['ports']): string {
  return `http://localhost:${ports['codec-server']}`;
}

function codecServerSettings(installation: OwnInstallation): Settings {
  const { ports, secrets, databaseCa, databaseUrl } = installation;
  return {
    ...tokenSettings(issuer(ports), `http://localhost:${ports['temporal-ui']}`),
    ...payloadSettings(installation),
    HARBOR_CODEC_PORT: String(ports['codec-server']),
    HARBOR_CODEC_JWKS_URL: `${issuer(ports)}/jwks`,
    HARBOR_DATABASE_URL: databaseUrl('harbor_codec'),
    HARBOR_DATABASE_CA: databaseCa,
    HARBOR_S3_ACCESS_KEY_ID: secrets.s3CodecServerKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3CodecServerKey,
  };
}

function approachesSettings(installation: OwnInstallation): Settings {
  const { ports, listen, secrets } = installation;
  const [customer, reviewer] = (['customer', 'reviewer'] as const).map((role) =>
    demoUsers.find((person) => person.role === role),
  );
  return {
    ...outsideSettings(installation),
    ...payloadSettings(installation),
    HARBOR_PORTAL_URL: portalUrl(ports),
    HARBOR_APPROACHES_PORT: String(listen.approaches),
    HARBOR_APPROACHES_API_KEY: secrets.approaches,
    HARBOR_APPROACHES_CUSTOMER_EMAIL: customer?.email ?? '',
    HARBOR_APPROACHES_CUSTOMER_PASSWORD: secrets.demoPassword,
    HARBOR_APPROACHES_REVIEWER_EMAIL: reviewer?.email ?? '',
    HARBOR_APPROACHES_REVIEWER_PASSWORD: secrets.demoPassword,
    HARBOR_S3_ACCESS_KEY_ID: secrets.s3ApproachesKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3ApproachesKey,
  };
}

/** The bucket and the key of payloads that are encrypted. */
function payloadSettings({ ports, stateFolder }: OwnInstallation): Settings {
  return {
    HARBOR_S3_ENDPOINT: `http://127.0.0.1:${ports.s3}`,
    HARBOR_S3_BUCKET: payloadsBucket,
    HARBOR_KEY_PROVIDER: 'local-file',
    HARBOR_KEY_FILE: join(stateFolder, codecKeyFile),
  };
}
