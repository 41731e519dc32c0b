/** The key-encryption key: which provider has it, and the settings of that provider. */
import { z } from 'zod';
import type { KeyProviderOptions } from '#infra/kms/create-key-provider.ts';
import { ConfigError } from './config-error.ts';
import type { Config, SettingTable } from './config.ts';
import { file } from './schemas.ts';

/** Which of these are needed depends on the first. */
export const keySettings = {
  HARBOR_KEY_PROVIDER: z.enum(['openbao', 'local-file']),
  // DEMO ONLY, and for tests: a key in a file (0600).
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
} satisfies SettingTable;

/**
 * The options of `createKeyProvider` that the settings stand for.
 * @throws ConfigError naming what the provider lacks
 */
export function keyOptions(config: Config<typeof keySettings>): KeyProviderOptions {
  const provider = config.HARBOR_KEY_PROVIDER;
  if (provider === 'openbao') {
    return {
      provider,
      url: needed('HARBOR_OPENBAO_URL', config.HARBOR_OPENBAO_URL),
      ca: needed('HARBOR_OPENBAO_CA', config.HARBOR_OPENBAO_CA),
      clientCertificate: needed('HARBOR_OPENBAO_CLIENT_CERT', config.HARBOR_OPENBAO_CLIENT_CERT),
      clientKey: needed('HARBOR_OPENBAO_CLIENT_KEY', config.HARBOR_OPENBAO_CLIENT_KEY),
      role: needed('HARBOR_OPENBAO_ROLE', config.HARBOR_OPENBAO_ROLE),
      key: needed('HARBOR_OPENBAO_KEY', config.HARBOR_OPENBAO_KEY),
    };
  }
  const previousPaths = config.HARBOR_PREVIOUS_KEY_FILES;
  const path = needed('HARBOR_KEY_FILE', config.HARBOR_KEY_FILE);
  return { provider, path, ...(previousPaths && { previousPaths }) };
}

function needed(name: keyof typeof keySettings, value: string | undefined): string {
  if (value === undefined) throw new ConfigError(`${name} is missing for the key provider`);
  return value;
}
