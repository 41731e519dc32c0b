import { ConfigError } from '#infra/config/config.ts';
import type { Config, keySettings } from '#infra/config/config.ts';
import { createAwsKmsKeyProvider } from './aws-kms.ts';
import type { KeyProvider } from './key-provider.ts';
import { createKeyRing } from './key-ring.ts';
import { createLocalKeyProvider } from './local-key-file.ts';
import { createTransitKeyProvider } from './openbao-transit.ts';

type KeySetting = (typeof keySettings)[number];
type Needed = Exclude<KeySetting, 'HARBOR_KEY_PROVIDER' | 'HARBOR_PREVIOUS_KEY_FILES'>;

/** The settings that each provider needs, all of them; any other's are refused. */
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
} as const satisfies Record<
  Config<'HARBOR_KEY_PROVIDER'>['HARBOR_KEY_PROVIDER'],
  readonly Needed[]
>;

/** A file's key does not change in place; the services keep the versions of theirs themselves. */
const optional: Record<keyof typeof needed, readonly KeySetting[]> = {
  'local-file': ['HARBOR_PREVIOUS_KEY_FILES'],
  openbao: [],
  'aws-kms': [],
};

const everyone = [...Object.values(needed), ...Object.values(optional)].flat();

/**
 * The key provider that the settings choose, as a key ring: what another key has wrapped is `KEY_UNKNOWN`, which is for somebody
 * to set right, and not the `KEY_REFUSED` of what was altered.
 * @throws ConfigError naming what it lacks, and what belongs to another provider; KeyError `KEY_FILE_UNUSABLE`
 */
export async function createKeyProvider(config: Config<KeySetting>): Promise<KeyProvider> {
  const current = await createCurrent(config);
  const previous = await Promise.all(
    (config.HARBOR_PREVIOUS_KEY_FILES ?? []).map(createLocalKeyProvider),
  );
  return createKeyRing({ current, previous });
}

async function createCurrent(config: Config<KeySetting>): Promise<KeyProvider> {
  switch (config.HARBOR_KEY_PROVIDER) {
    case 'local-file':
      return createLocalKeyProvider(pick(config, needed['local-file']).HARBOR_KEY_FILE);
    case 'openbao': {
      const given = pick(config, needed.openbao);
      return createTransitKeyProvider({
        url: given.HARBOR_OPENBAO_URL,
        ca: given.HARBOR_OPENBAO_CA,
        clientCertificate: given.HARBOR_OPENBAO_CLIENT_CERT,
        clientKey: given.HARBOR_OPENBAO_CLIENT_KEY,
        role: given.HARBOR_OPENBAO_ROLE,
        key: given.HARBOR_OPENBAO_KEY,
      });
    }
    case 'aws-kms': {
      const given = pick(config, needed['aws-kms']);
      return createAwsKmsKeyProvider({
        region: given.HARBOR_AWS_KMS_REGION,
        keyArn: given.HARBOR_AWS_KMS_KEY_ARN,
      });
    }
  }
}

/** A leftover of another provider means that somebody expects another key to be in use than is. */
function pick<Names extends readonly Needed[]>(
  config: Config<KeySetting>,
  names: Names,
): Record<Names[number], string> {
  const provider = `the key provider ${config.HARBOR_KEY_PROVIDER}`;
  const missing = names.filter((name) => config[name] === undefined);
  const own: readonly KeySetting[] = [...names, ...optional[config.HARBOR_KEY_PROVIDER]];
  const foreign = everyone.filter((name) => !own.includes(name) && config[name] !== undefined);
  const complaints = [
    ...missing.map((name) => `${name} is missing for ${provider}`),
    ...foreign.map((name) => `${name} is not a setting of ${provider}`),
  ];
  if (complaints.length > 0) throw new ConfigError(complaints.join('; '));
  return config as Record<Names[number], string>;
}
