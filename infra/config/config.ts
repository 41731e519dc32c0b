/**
 * The one reader of `process.env`. Each process names the settings that it takes; any other variable with the
 * `HARBOR_` prefix is refused, so that a misspelt setting never falls back to something else in silence.
 * Temporal's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_API_KEY`, …) are read by `@temporalio/envconfig`.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);
const file = z.string().min(1);

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
  HARBOR_KEY_FILE: file,
  HARBOR_PORTAL_PORT: port.default(3000),
  HARBOR_PORTAL_HOST: z.string().default('127.0.0.1'),
  HARBOR_PORTAL_URL: z.url(),
  HARBOR_SESSION_SECRET: z.string().min(32),
  HARBOR_MAX_DOCUMENT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(256 * 1024 * 1024),
  // SSNs go there: in the clear to this machine only.
  HARBOR_BUREAU_URL: z.union([
    z.url({ protocol: /^https$/ }),
    z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }),
  ]),
  HARBOR_BUREAU_API_KEY: z.string().min(16),
  HARBOR_BUREAU_PORT: port.default(3001),
  HARBOR_SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  HARBOR_MAIL_FROM: z.email(),
  HARBOR_REVIEWERS_MAIL: z.email(),
  HARBOR_WORKFLOW_BUNDLE: file,
} satisfies Record<string, z.ZodType>;

export type Setting = keyof typeof settings;
export type Config<Names extends Setting> = { [Name in Names]: z.infer<(typeof settings)[Name]> };

/** What both processes that use the vault need. */
export const vaultSettings = [
  'HARBOR_LOG_LEVEL',
  'HARBOR_DATABASE_URL',
  'HARBOR_DATABASE_CA',
  'HARBOR_S3_ENDPOINT',
  'HARBOR_S3_REGION',
  'HARBOR_S3_BUCKET',
  'HARBOR_S3_ACCESS_KEY_ID',
  'HARBOR_S3_SECRET_ACCESS_KEY',
  'HARBOR_TENANT',
  'HARBOR_KEY_FILE',
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
export function readConfig<const Names extends readonly Setting[]>(
  names: Names,
  env: NodeJS.ProcessEnv = process.env,
): Config<Names[number]> {
  const given = harborVariables(env);
  const known: ReadonlySet<string> = new Set(names);
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  const values: Record<string, unknown> = {};
  const invalid: string[] = [];
  for (const name of names) {
    const parsed = settings[name].safeParse(given[name]);
    if (parsed.success) values[name] = parsed.data;
    else invalid.push(name);
  }
  if (unknown.length + invalid.length > 0) throw new ConfigError(complaint(unknown, invalid, given));
  return values as Config<Names[number]>;
}

/** The `HARBOR_` variables; `NAME_FILE` stands for the content of the file it names. */
function harborVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('HARBOR_') || value === undefined || value === '') continue;
    const isPointer = name.endsWith('_FILE') && !(name in settings);
    given[isPointer ? name.slice(0, -'_FILE'.length) : name] = isPointer ? readSecret(name, value) : value;
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
