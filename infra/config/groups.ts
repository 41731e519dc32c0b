/** Settings that several processes take, each group with the options that it stands for. */
import { z } from 'zod';
import { readCertificate } from '#infra/http/server.ts';
import type { Certificate } from '#infra/http/server.ts';
import type { DatabaseOptions } from '#infra/postgres/pool.ts';
import type { S3Options } from '#infra/s3/client.ts';
import { ConfigError } from './config-error.ts';
import type { Config, SettingTable } from './config.ts';
import { file, names, postgresUrl, proxies } from './schemas.ts';

export const logSettings = {
  HARBOR_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
} satisfies SettingTable;

export const databaseSettings = {
  HARBOR_DATABASE_URL: postgresUrl,
  HARBOR_DATABASE_CA: file,
} satisfies SettingTable;

export function databaseOptions(config: Config<typeof databaseSettings>): DatabaseOptions {
  return { url: config.HARBOR_DATABASE_URL, ca: config.HARBOR_DATABASE_CA };
}

/** An S3 service, and a login to it. */
export const s3Settings = {
  HARBOR_S3_ENDPOINT: z.url(),
  HARBOR_S3_REGION: z.string().default('us-east-1'),
  HARBOR_S3_ACCESS_KEY_ID: z.string().min(1),
  HARBOR_S3_SECRET_ACCESS_KEY: z.string().min(16),
} satisfies SettingTable;

export function s3Options(config: Config<typeof s3Settings>): S3Options {
  return {
    endpoint: config.HARBOR_S3_ENDPOINT,
    region: config.HARBOR_S3_REGION,
    accessKeyId: config.HARBOR_S3_ACCESS_KEY_ID,
    secretAccessKey: config.HARBOR_S3_SECRET_ACCESS_KEY,
  };
}

/** The one bucket of a process. */
export const bucketSettings = { HARBOR_S3_BUCKET: z.string().min(3) } satisfies SettingTable;

/** For a process that serves HTTP. */
export const httpSettings = {
  // If it terminates TLS itself; without these, a proxy in front of it does.
  HARBOR_TLS_CERT: file.optional(),
  HARBOR_TLS_KEY: file.optional(),
  // Names by which it is reached, besides its public URL and this machine's loopback names.
  HARBOR_ALLOWED_HOSTS: names.optional(),
  // Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, if TLS ends in front.
  HARBOR_TRUSTED_PROXIES: proxies.optional(),
} satisfies SettingTable;

/** The host names that a process answers to. @param urls its public addresses */
export function hostsOf(
  { HARBOR_ALLOWED_HOSTS: more = [] }: { HARBOR_ALLOWED_HOSTS?: readonly string[] | undefined },
  ...urls: string[]
): string[] {
  return [...urls.map((url) => new URL(url).hostname), ...more];
}

/**
 * The certificate that the settings name, or undefined without them.
 * @throws ConfigError if only one of the two is given, or a file cannot be read
 */
export function certificateOf(
  config: Pick<Config<typeof httpSettings>, 'HARBOR_TLS_CERT' | 'HARBOR_TLS_KEY'>,
): Certificate | undefined {
  const { HARBOR_TLS_CERT: cert, HARBOR_TLS_KEY: key } = config;
  if (!cert && !key) return undefined;
  if (!cert || !key) throw new ConfigError('HARBOR_TLS_CERT and HARBOR_TLS_KEY are given together');
  try {
    return readCertificate({ cert, key });
  } catch {
    throw new ConfigError('HARBOR_TLS_CERT or HARBOR_TLS_KEY names a file that cannot be read');
  }
}
