/**
 * The one reader of `process.env`. Each process names the settings that it takes; any other variable with the
 * `HARBOR_` prefix is refused, so that a misspelt setting never falls back to something else in silence.
 * Temporal's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_API_KEY`, …) are read by `@temporalio/envconfig`.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);
const file = z.string().min(1);
/** In the clear to this machine only. */
const privateUrl = z.union([
  z.url({ protocol: /^https$/ }),
  z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }),
]);

/** Every setting there is. Secrets have no default; each may also be given as `NAME_FILE`, a path to read. */
export const settings = {
  HARBOR_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  HARBOR_DATABASE_URL: z.url({ protocol: /^postgres$/ }),
  HARBOR_DATABASE_CA: file,
  HARBOR_S3_ENDPOINT: z.url(),
  HARBOR_S3_REGION: z.string().default('us-east-1'),
  HARBOR_S3_BUCKET: z.string().min(3),
  HARBOR_S3_ACCESS_KEY_ID: z.string().min(1),
  HARBOR_S3_SECRET_ACCESS_KEY: z.string().min(16),
  HARBOR_TENANT: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('harbor'),
  // Where the key-encryption key is. Each provider takes the settings of its own prefix (infra/kms/create-key-provider.ts).
  HARBOR_KEY_PROVIDER: z.enum(['local-file', 'openbao', 'aws-kms']),
  HARBOR_KEY_FILE: file.optional(),
  // Paths, with commas between: keys that wrap nothing new and still open what they have wrapped.
  HARBOR_PREVIOUS_KEY_FILES: file.transform((paths) => paths.split(',')).optional(),
  HARBOR_OPENBAO_URL: z.url({ protocol: /^https$/ }).optional(),
  HARBOR_OPENBAO_CA: file.optional(),
  HARBOR_OPENBAO_CLIENT_CERT: file.optional(),
  HARBOR_OPENBAO_CLIENT_KEY: file.optional(),
  HARBOR_OPENBAO_ROLE: z.string().optional(),
  HARBOR_OPENBAO_KEY: z.string().optional(),
  HARBOR_AWS_KMS_REGION: z.string().optional(),
  HARBOR_AWS_KMS_KEY_ARN: z
    .string()
    .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\//)
    .optional(),
  // The certificate of a process that ends TLS itself; without it something in front does.
  HARBOR_TLS_CERT: file.optional(),
  HARBOR_TLS_KEY: file.optional(),
  HARBOR_PORTAL_PORT: port.default(3000),
  HARBOR_PORTAL_HOST: z.string().default('127.0.0.1'),
  HARBOR_PORTAL_URL: z.url(),
  HARBOR_SESSION_SECRET: z.string().min(32),
  HARBOR_MAX_DOCUMENT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(256 * 1024 * 1024),
  // SSNs go there.
  HARBOR_BUREAU_URL: privateUrl,
  HARBOR_BUREAU_API_KEY: z.string().min(16),
  HARBOR_BUREAU_PORT: port.default(3001),
  HARBOR_BUREAU_HOST: z.string().default('127.0.0.1'),
  HARBOR_APPROACHES_URL: privateUrl,
  HARBOR_APPROACHES_API_KEY: z.string().min(16),
  HARBOR_APPROACHES_BUNDLES: file,
  HARBOR_SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  HARBOR_MAIL_FROM: z.email(),
  HARBOR_REVIEWERS_MAIL: z.email(),
  HARBOR_WORKFLOW_BUNDLE: file,
  HARBOR_CLAMAV_SOCKET: file.optional(),
  HARBOR_DEMO_PASSWORD: z.string().min(15),
  HARBOR_WORKER_HEALTH_PORT: port.optional(),
  HARBOR_CODEC_PORT: port.default(3004),
  HARBOR_CODEC_HOST: z.string().default('127.0.0.1'),
  // Compared whole with what browsers send, which has no path and no slash at the end.
  HARBOR_CODEC_UI_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .refine((value) => URL.parse(value)?.origin === value, 'must be an origin'),
  HARBOR_CODEC_ISSUER: z.url(),
  HARBOR_CODEC_AUDIENCE: z.string().min(1),
  // Whoever could answer in its place could make themselves a token.
  HARBOR_CODEC_JWKS_URL: privateUrl,
  HARBOR_IDENTITY_PORT: port.default(3005),
  HARBOR_IDENTITY_HOST: z.string().default('127.0.0.1'),
  HARBOR_IDENTITY_SIGNING_KEY: z.string().startsWith('-----BEGIN PRIVATE KEY-----'),
  HARBOR_IDENTITY_UI_SECRET: z.string().min(32),
  HARBOR_IDENTITY_CLI_SECRET: z.string().min(32),
  // What an operator may decode: names, with commas between them.
  HARBOR_IDENTITY_NAMESPACES: z
    .string()
    .regex(/^[\w.-]+(,[\w.-]+)*$/)
    .transform((names) => names.split(',')),
  // The approaches process, which uses the portal as these two people.
  HARBOR_APPROACHES_PORT: port.default(3003),
  HARBOR_APPROACHES_HOST: z.string().default('127.0.0.1'),
  HARBOR_APPROACHES_CUSTOMER_EMAIL: z.email(),
  HARBOR_APPROACHES_CUSTOMER_PASSWORD: z.string().min(1),
  HARBOR_APPROACHES_REVIEWER_EMAIL: z.email(),
  HARBOR_APPROACHES_REVIEWER_PASSWORD: z.string().min(1),
} satisfies Record<string, z.ZodType>;

export type Setting = keyof typeof settings;
/** A setting as a process asks for it: `NAME?` where this process, and not each one, can do without. */
export type Asked = Setting | `${Setting}?`;
export type Config<Names extends Asked> = {
  [Name in Names as Bare<Name>]: z.infer<(typeof settings)[Bare<Name>]> | Absent<Name>;
};
type Bare<Name extends Asked> = Name extends `${infer Known extends Setting}?`
  ? Known
  : Name & Setting;
type Absent<Name extends Asked> = Name extends `${Setting}?` ? undefined : never;

/** Which of these are needed depends on the first. */
export const keySettings = [
  'HARBOR_KEY_PROVIDER',
  'HARBOR_KEY_FILE',
  'HARBOR_PREVIOUS_KEY_FILES',
  'HARBOR_OPENBAO_URL',
  'HARBOR_OPENBAO_CA',
  'HARBOR_OPENBAO_CLIENT_CERT',
  'HARBOR_OPENBAO_CLIENT_KEY',
  'HARBOR_OPENBAO_ROLE',
  'HARBOR_OPENBAO_KEY',
  'HARBOR_AWS_KMS_REGION',
  'HARBOR_AWS_KMS_KEY_ARN',
] as const satisfies Setting[];

/** A bucket, and a login that may use it. */
export const s3Settings = [
  'HARBOR_S3_ENDPOINT',
  'HARBOR_S3_REGION',
  'HARBOR_S3_BUCKET',
  'HARBOR_S3_ACCESS_KEY_ID',
  'HARBOR_S3_SECRET_ACCESS_KEY',
] as const satisfies Setting[];

/** What both processes that use the vault need. */
export const vaultSettings = [
  'HARBOR_LOG_LEVEL',
  'HARBOR_DATABASE_URL',
  'HARBOR_DATABASE_CA',
  ...s3Settings,
  'HARBOR_TENANT',
  ...keySettings,
] as const satisfies Setting[];

/** Thrown when the environment is not as it must be. Names variables, never their values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';
}

/**
 * Reads and checks the named settings.
 * @throws ConfigError `CONFIG_INVALID`, naming each variable that is missing, malformed or unknown
 */
export function readConfig<const Names extends readonly Asked[]>(
  asked: Names,
  env: NodeJS.ProcessEnv = process.env,
): Config<Names[number]> {
  const given = harborVariables(env);
  const names = asked.map((name) => name.replace('?', '') as Setting);
  const known: ReadonlySet<string> = new Set(names);
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  const values: Record<string, unknown> = {};
  const invalid: string[] = [];
  for (const [index, name] of names.entries()) {
    if (asked[index]?.endsWith('?') && !(name in given)) continue;
    const parsed = settings[name].safeParse(given[name]);
    if (parsed.success) values[name] = parsed.data;
    else invalid.push(name);
  }
  if (unknown.length + invalid.length > 0)
    throw new ConfigError(complaint(unknown, invalid, given));
  return values as Config<Names[number]>;
}

/** The `HARBOR_` variables; `NAME_FILE` stands for the content of the file it names. */
function harborVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('HARBOR_') || value === undefined || value === '') continue;
    const isPointer = name.endsWith('_FILE') && !(name in settings);
    given[isPointer ? name.slice(0, -'_FILE'.length) : name] = isPointer
      ? readSecret(name, value)
      : value;
  }
  return given;
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new ConfigError(`${name} names a file that cannot be read`);
  }
}

function complaint(unknown: string[], invalid: string[], given: Record<string, string>): string {
  const lines = unknown.map((name) => `${name} is not a setting of this process`);
  lines.push(...invalid.map((name) => `${name} is ${name in given ? 'not valid' : 'missing'}`));
  return lines.join('; ');
}
