/**
 * `npm run audit:mutants -- [options] [words of a name]`: each leak is built in, run and looked for.
 *   --each    one mutant for each guard and for each kind of place that the audit searches
 *   --new     only what the document does not have
 *   --write   puts what was seen into the document
 * Ends with 0 if all are caught as the document says, 1 if one is not, 2 if a mutant or the control proves nothing, 3 if
 * it could not run.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { createLookAt } from './before-it-runs.ts';
import { openLaboratory, withControl } from './laboratory.ts';
import { MutantError, type Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { run, type Laboratory } from './run.ts';
import { documented, documentPath, oneOfEach, summary, withRows, type Row } from './table.ts';
import { invalid, verdictOf, type Verdict } from './verdict.ts';

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
// A visitor whose portal is gone may still be asking for it.
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
    say('control: the sources as they are, through every scenario');
    const ready = await withControl(laboratory);
    const lookAt = options.write ? createLookAt() : async () => [];
    for (const mutant of chosen) {
      const row = {
        mutant,
        ...(await verdictOn(ready, mutant)),
        beforeItRuns: await lookAt(mutant),
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

async function verdictOn(laboratory: Laboratory, mutant: Mutant): Promise<Verdict> {
  const id = `mutant-${mutants.indexOf(mutant) + 1}`;
  try {
    return verdictOf(
      await run(laboratory, { id, mutant, scenario: mutant.scenario }),
      mutant.without,
    );
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
  for (const { mutant } of others) say(`${documentPath} says something else of: ${mutant.name}`);
  return others.length > 0 ? 1 : 0;
}
