import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
] as const;
export type Secrets = Record<(typeof names)[number], string>;

/** The secrets of this installation: made at the first start, kept in `<folder>/secrets.json` (0600). */
export async function installationSecrets(folder: string): Promise<Secrets> {
  const path = join(folder, 'secrets.json');
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as Secrets;
  const made = Object.fromEntries(names.map((name) => [name, randomBytes(24).toString('hex')])) as Secrets;
  await writePrivately(path, JSON.stringify(made));
  return made;
}
