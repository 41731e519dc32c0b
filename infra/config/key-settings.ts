/** The key-encryption key: which provider has it, and the settings of that provider's prefix. */
import { z } from 'zod';
import type { KeyProviderOptions } from '#infra/kms/create-key-provider.ts';
import { ConfigError } from './config-error.ts';
import type { Config, SettingTable } from './config.ts';
import { file } from './schemas.ts';

/** Which of these are needed depends on the first. */
export const keySettings = {
  HARBOR_KEY_PROVIDER: z.enum(['local-file', 'openbao', 'aws-kms']),
  HARBOR_KEY_FILE: file.optional(),
  // Paths with commas between them: keys that wrap nothing new and still unwrap what they have
  // wrapped.
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
} satisfies SettingTable;

type KeyConfig = Config<typeof keySettings>;
type Provider = KeyConfig['HARBOR_KEY_PROVIDER'];

/** The settings that each provider needs, all of them; those of another provider are refused. */
const needed = {
  'local-file': ['HARBOR_KEY_FILE'],
  openbao: [
    'HARBOR_OPENBAO_URL',
    'HARBOR_OPENBAO_CA',
    'HARBOR_OPENBAO_CLIENT_CERT',
    'HARBOR_OPENBAO_CLIENT_KEY',
    'HARBOR_OPENBAO_ROLE',
    'HARBOR_OPENBAO_KEY',
  ],
  'aws-kms': ['HARBOR_AWS_KMS_REGION', 'HARBOR_AWS_KMS_KEY_ARN'],
} as const satisfies Record<Provider, readonly (keyof KeyConfig)[]>;

/**
 * A file's key does not change in place; the services keep the versions of their keys themselves.
 */
const optional: Record<Provider, readonly (keyof KeyConfig)[]> = {
  'local-file': ['HARBOR_PREVIOUS_KEY_FILES'],
  openbao: [],
  'aws-kms': [],
};

const all = [...Object.values(needed), ...Object.values(optional)].flat();

/**
 * The options of `createKeyProvider` that the settings stand for.
 * @throws ConfigError naming what the provider lacks, and what belongs to another provider
 */
export function keyOptions(config: KeyConfig): KeyProviderOptions {
  const provider = config.HARBOR_KEY_PROVIDER;
  switch (provider) {
    case 'local-file': {
      const previousPaths = config.HARBOR_PREVIOUS_KEY_FILES;
      const { HARBOR_KEY_FILE: path } = pick(config, needed['local-file']);
      return { provider, path, ...(previousPaths && { previousPaths }) };
    }
    case 'openbao': {
      const given = pick(config, needed.openbao);
      return {
        provider,
        url: given.HARBOR_OPENBAO_URL,
        ca: given.HARBOR_OPENBAO_CA,
        clientCertificate: given.HARBOR_OPENBAO_CLIENT_CERT,
        clientKey: given.HARBOR_OPENBAO_CLIENT_KEY,
        role: given.HARBOR_OPENBAO_ROLE,
        key: given.HARBOR_OPENBAO_KEY,
      };
    }
    case 'aws-kms': {
      const given = pick(config, needed['aws-kms']);
      return {
        provider,
        region: given.HARBOR_AWS_KMS_REGION,
        keyArn: given.HARBOR_AWS_KMS_KEY_ARN,
      };
    }
  }
}

/** A setting of another provider means that its author expects another key to be in use. */
function pick<Names extends readonly (keyof KeyConfig)[]>(
  config: KeyConfig,
  names: Names,
): Record<Names[number], string> {
  const provider = `the key provider ${config.HARBOR_KEY_PROVIDER}`;
  const own: readonly (keyof KeyConfig)[] = [...names, ...optional[config.HARBOR_KEY_PROVIDER]];
  const missing = names.filter((name) => config[name] === undefined);
  const foreign = all.filter((name) => !own.includes(name) && config[name] !== undefined);
  const problems = [
    ...missing.map((name) => `${name} is missing for ${provider}`),
    ...foreign.map((name) => `${name} is not a setting of ${provider}`),
  ];
  if (problems.length > 0) throw new ConfigError(problems.join('; '));
  return config as Record<Names[number], string>;
}
