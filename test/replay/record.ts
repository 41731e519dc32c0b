/**
 * `node test/replay/record.ts` walks every path on a real Temporal server and saves its history. To be run when a path
 * is added. A history that is there is kept: it stands for the executions that are on their way when a new version is
 * deployed, so one that no longer replays is not to be recorded anew but asks for `patched`.
 */
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { globalSetup, globalTeardown } from '#test/testing/global-setup.ts';
import { openTestLoans, shortDeadlines } from '#workflows/by-reference/testing/world.ts';
import type { TestLoans } from '#workflows/by-reference/testing/world.ts';
import { historiesFolder } from './histories.ts';
import { hurriedPaths, paths, walk } from './paths.ts';
import type { Path } from './paths.ts';

async function main(): Promise<void> {
  await mkdir(historiesFolder, { recursive: true });
  const loans = await openTestLoans();
  await recordAll(loans, paths);
  const hurried = await openTestLoans({ replaceModules: shortDeadlines });
  await recordAll(hurried, hurriedPaths);
  await Promise.all([loans.close(), hurried.close()]);
}

async function recordAll(loans: TestLoans, walks: Readonly<Record<string, Path>>): Promise<void> {
  for (const [name, path] of Object.entries(walks)) {
    const file = join(historiesFolder, `${name}.json`);
    const isRecorded = await access(file).then(
      () => true,
      () => false,
    );
    if (isRecorded) continue;
    const json = await loans.run(path.given ?? {}, async (loan) => {
      const end = await walk(loan, path);
      if (end !== path.end) throw new Error(`${name} ended as ${end}`);
      return historyToJSON(await loan.handle.fetchHistory());
    });
    await writeFile(file, `${json}\n`);
    process.stdout.write(`${name}\n`);
  }
}

await globalSetup();
await main().finally(globalTeardown);
