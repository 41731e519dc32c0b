/** The mutants' sources: a copy of the tree for each, with its line changed. The checkout itself is never touched. */
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guardsOff } from './guards-off.ts';
import { MutantError, type Change, type Mutant } from './mutant.ts';

export const repository = join(import.meta.dirname, '../..');

/** All that the portal, the worker and the bundle are made of. */
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

/** Values for what a mutant plants, because its line has nothing to leak. */
export interface Planted {
  word: string;
  ssn: string;
}

/** Copies the tree to `folder` and changes it. @throws MutantError for a text that is not in its file once */
export async function writeMutant(
  folder: string,
  mutant: Mutant | undefined,
  planted: Planted,
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

/** The leak, and the guards that are switched off for it. */
export function changesOf({ without = [], ...leak }: Mutant): Change[] {
  return [leak, ...without.map((guard) => guardsOff[guard])];
}

/** The bundle has to be built again for these. */
export function isInBundle({ file }: Change): boolean {
  return /^(contract\/|workflows\/|infra\/allow-list\/|infra\/temporal\/(guards\/|bundle|failures))/.test(file);
}

/** A file's text with the change made. @param mark what becomes of an expression between `«` and `»` */
export function mutated(
  text: string,
  change: Change,
  mark: (expression: string) => string,
): string {
  const parts = text.split(change.from);
  if (parts.length !== 2) {
    throw new MutantError(`${change.file} has ${parts.length - 1} times: ${change.from}`);
  }
  const [before = '', after = ''] = parts;
  const line = change.to.replace(/«(.*?)»/g, (_, expression: string) => mark(expression));
  const more = [change.needs, line.includes(inSandbox) && importOfLog].filter(Boolean);
  return [before, line, after, ...more.map((statement) => `${statement as string}\n`)].join('');
}

/** What leaves a trace when it is evaluated, and is the expression all the same (reached.ts). */
function marking({ file }: Change, planted: Planted): (expression: string) => string {
  return (expression) => {
    const value =
      expression in planted ? JSON.stringify(planted[expression as keyof Planted]) : expression;
    return file.startsWith('workflows/') ? `(${inSandbox}, ${value})` : `leaked(${value})`;
  };
}

/** As somebody would write it: without a trace. */
export function asWritten(expression: string): string {
  return expression === 'word' || expression === 'ssn' ? "'Mustermann'" : expression;
}

/** The sandbox has no files and a silent console: the log, which lets a code pass, is the way out of it. */
const inSandbox = "reached.info('', { code: 'MutantReached' })";
const importOfLog = "import { log as reached } from '@temporalio/workflow';";
