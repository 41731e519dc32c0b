import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSigningKey } from '#infra/kms/signing-key.ts';
import { writePrivately } from './state-folder.ts';

const names = [
  'postgresAdmin',
  'harbor_owner',
  'harbor_portal',
  'harbor_worker',
  's3AdminKeyId',
  's3AdminKey',
  's3PortalKeyId',
  's3PortalKey',
  's3WorkerKeyId',
  's3WorkerKey',
  'session',
  'bureau',
  'demoPassword',
  'pages',
  'identitySession',
  'identityUi',
  'identityPortal',
  'identityCli',
  'identitySigningKey',
] as const;
export type Secrets = Record<(typeof names)[number], string>;

/**
 * The secrets of this installation: made at the first start, kept in `<folder>/secrets.json`
 * (0600). A secret that a later version adds is made when it is first missing.
 * @param more names of a wing's secrets
 */
export async function installationSecrets(
  folder: string,
  more: readonly string[] = [],
): Promise<Secrets> {
  const path = join(folder, 'secrets.json');
  const kept = JSON.parse(await readFile(path, 'utf8').catch(() => '{}')) as Record<string, string>;
  const missing = [...names, ...more].filter((name) => kept[name] === undefined);
  if (missing.length === 0) return kept as Secrets;
  const made = Object.fromEntries(missing.map((name) => [name, newSecret(name)]));
  const secrets = { ...kept, ...made } as Secrets;
  await writePrivately(path, JSON.stringify(secrets));
  return secrets;
}

function newSecret(name: string): string {
  if (name === 'identitySigningKey') return newSigningKey();
  if (name === 'demoPassword') return typeable();
  return randomBytes(24).toString('hex');
}

/** 80 bits that a person can type: `4f1c-…`, twenty hexadecimal digits in fives. */
function typeable(): string {
  return randomBytes(10)
    .toString('hex')
    .replace(/.{5}(?=.)/g, '$&-');
}
