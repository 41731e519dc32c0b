/**
 * `npm run audit:mutants -- [options] [words of a name]`: builds each leak into the product, runs
 * it and looks for it.
 *   --each    one mutant for each guard and for each kind of place that the audit searches
 *   --new     only mutants that the document does not list
 *   --write   writes the results into the document Exit codes: 0 every mutant is caught as the
 *     document says, 1 one is not, 2 a mutant or the control proves nothing, 3 could not run.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { assess, invalid, type Assessment } from './assessment.ts';
import { createCheck } from './before-it-runs.ts';
import { MutantError } from './change.ts';
import { openLaboratory, withControl } from './laboratory.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { run, type Laboratory } from './run.ts';
import { documented, documentPath, oneOfEach, summary, withRows, type Row } from './table.ts';

const isOff = { type: 'boolean', default: false } as const;
const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { each: isOff, new: isOff, write: isOff },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

process.exitCode = await examine(chosen()).catch((error: unknown) => {
  say(error instanceof MutantError ? error.message : `could not run: ${String(error)}`);
  return error instanceof MutantError ? 2 : 3;
});
// A client may still be retrying against a portal that has stopped.
process.exit();

function chosen(): Mutant[] {
  const known = documented();
  const each = oneOfEach(mutants.map(({ name }) => name));
  return mutants
    .filter(({ name }) => !options.new || !known.has(name))
    .filter(({ name }) => !options.each || each.includes(name))
    .filter(({ name }) => words.every((word) => name.includes(word)));
}

async function examine(chosen: readonly Mutant[]): Promise<number> {
  const { laboratory, close } = await openLaboratory();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(130)));
  const rows: Row[] = [];
  try {
    say('control: every scenario on the unchanged sources');
    const ready = await withControl(laboratory);
    const check = options.write ? createCheck() : async () => [];
    for (const mutant of chosen) {
      const row = {
        mutant,
        ...(await assessed(ready, mutant)),
        beforeItRuns: await check(mutant),
      };
      rows.push(row);
      if (options.write) await write(row);
      say(`${mutant.name.padEnd(64)}  ${row.caughtBy}: ${row.seen}`);
    }
  } finally {
    await close();
  }
  say(summary(rows));
  return exitCode(rows);
}

async function assessed(laboratory: Laboratory, mutant: Mutant): Promise<Assessment> {
  const id = `mutant-${mutants.indexOf(mutant) + 1}`;
  try {
    return assess(await run(laboratory, { id, mutant, scenario: mutant.scenario }), mutant.without);
  } catch (error) {
    if (!(error instanceof MutantError)) throw error;
    return invalid(error.message);
  }
}

async function write(row: Row): Promise<void> {
  const names = mutants.map(({ name }) => name);
  const document = withRows(await readFile(documentPath, 'utf8'), [row], names);
  const style = await resolveConfig(documentPath);
  await writeFile(documentPath, await format(document, { ...style, filepath: documentPath }));
}

function exitCode(rows: readonly Row[]): number {
  if (rows.some(({ kind }) => kind === 'invalid')) return 2;
  if (rows.some(({ kind }) => kind === 'survived')) return 1;
  const known = documented();
  const others = rows.filter(
    ({ mutant, caughtBy }) => known.get(mutant.name)?.caughtBy !== caughtBy,
  );
  for (const { mutant } of others) say(`${documentPath} says otherwise about: ${mutant.name}`);
  return others.length > 0 ? 1 : 0;
}
