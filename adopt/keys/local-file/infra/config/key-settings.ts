/** The key-encryption key: which provider has it, and the settings of that provider. */
import { z } from 'zod';
import type { KeyProviderOptions } from '#infra/kms/create-key-provider.ts';
import { ConfigError } from './config-error.ts';
import type { Config, SettingTable } from './config.ts';
import { file } from './schemas.ts';

/** Which of these are needed depends on the first. */
export const keySettings = {
  HARBOR_KEY_PROVIDER: z.enum(['local-file']),
  // DEMO ONLY, and for tests: a key in a file (0600).
  HARBOR_KEY_FILE: file.optional(),
  // Paths with commas between them: keys that wrap nothing new and still unwrap what they have
  // wrapped.
  HARBOR_PREVIOUS_KEY_FILES: file.transform((paths) => paths.split(',')).optional(),
} satisfies SettingTable;

/**
 * The options of `createKeyProvider` that the settings stand for.
 * @throws ConfigError naming what the provider lacks
 */
export function keyOptions(config: Config<typeof keySettings>): KeyProviderOptions {
  const provider = config.HARBOR_KEY_PROVIDER;
  const previousPaths = config.HARBOR_PREVIOUS_KEY_FILES;
  const path = needed('HARBOR_KEY_FILE', config.HARBOR_KEY_FILE);
  return { provider, path, ...(previousPaths && { previousPaths }) };
}

function needed(name: keyof typeof keySettings, value: string | undefined): string {
  if (value === undefined) throw new ConfigError(`${name} is missing for the key provider`);
  return value;
}
