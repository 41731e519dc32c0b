/**
 * A mutant's sources: a copy of the tree with its line changed. The checkout itself is never
 * touched.
 */
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { marking, mutated, type PlantedInCode } from './change.ts';
import { changesOf, type Mutant } from './mutant.ts';

export const repository = join(import.meta.dirname, '../..');

/** Everything that the portal, the worker and the bundle are made of. */
const sources = [
  'contract',
  'vault',
  'lending',
  'workflows',
  'activities',
  'infra',
  'apps',
  'comparison',
  'audit',
  'package.json',
];

/**
 * Copies the tree to `folder` and changes it.
 * @throws MutantError when a piece to replace is not in its file exactly once
 */
export async function writeMutant(
  folder: string,
  mutant: Mutant | undefined,
  planted: PlantedInCode,
): Promise<void> {
  await mkdir(folder);
  for (const name of sources)
    await cp(join(repository, name), join(folder, name), { recursive: true });
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  for (const change of mutant ? changesOf(mutant) : []) {
    const file = join(folder, change.file);
    await writeFile(file, mutated(await readFile(file, 'utf8'), change, marking(change, planted)));
  }
}
