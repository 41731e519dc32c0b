/** How the saved histories are made: `npm run replay:record`. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { openTestLoans } from '#workflows/by-reference/testing/world.ts';
import type { TestLoans } from '#workflows/by-reference/testing/world.ts';
import { historiesFolder } from './histories.ts';
import { hurriedPaths, paths, walk } from './paths.ts';
import type { Path } from './paths.ts';

/**
 * Walks every path that has no history on a real Temporal server, and saves its history. A saved
 * history is never recorded again: it stands for the executions that are running when a new version
 * is deployed, so one that no longer replays asks for `patched` in the workflow.
 */
export async function recordMissingHistories(): Promise<void> {
  await recordAll(await openTestLoans(), paths);
  await recordAll(await openTestLoans('short'), hurriedPaths);
}

async function recordAll(loans: TestLoans, walks: Readonly<Record<string, Path>>): Promise<void> {
  for (const [name, path] of Object.entries(walks)) {
    const file = join(historiesFolder, `${name}.json`);
    if (!existsSync(file)) await writeFile(file, `${await historyOf(loans, name, path)}\n`);
  }
}

/** @throws Error when the walk ends in another way than the path says */
function historyOf(loans: TestLoans, name: string, path: Path): Promise<string> {
  return loans.run(path.given ?? {}, async (loan) => {
    const end = await walk(loan, path);
    if (end !== path.end) throw new Error(`${name} ended as ${end}`);
    return historyToJSON(await loan.handle.fetchHistory());
  });
}
