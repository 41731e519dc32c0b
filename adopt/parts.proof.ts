/** The parts that docs/adopt.md offers by themselves: each list compiles without anything else. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import manifest from '../package.json' with { type: 'json' };

const repository = join(import.meta.dirname, '..');
const isTest = (path: string): boolean => /\.(test|proof)\.ts$|\/testing(\/|$)/.test(path);

/** The paths in the first column of the table under the heading. */
async function listUnder(heading: string): Promise<string[]> {
  const document = await readFile(join(repository, 'docs/adopt.md'), 'utf8');
  const [, section = ''] = document.split(`### ${heading}\n`);
  const rows = (section.split('\n#')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) => row.split('|')[1] ?? '');
  return cells.flatMap((cell) =>
    [...cell.matchAll(/`([a-z].*?\/.*?)`/g)].map(([, path = '']) => path),
  );
}

for (const heading of ['Only the guards', 'Only the vault', 'Only the audit']) {
  test(`the files that docs/adopt.md lists under “${heading}” compile by themselves`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'adopt-part-'));
    t.after(() => rm(folder, { recursive: true }));
    const listed = await listUnder(heading);
    assert.ok(listed.length >= 3, 'the table was not found');
    for (const path of listed) {
      const filter = (source: string): boolean => !isTest(source.slice(repository.length));
      await cp(join(repository, path), join(folder, path), { recursive: true, filter });
    }
    const { imports } = manifest;
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports }));
    await cp(join(repository, 'adopt/common/tsconfig.json'), join(folder, 'tsconfig.json'));
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const compiled = promisify(execFile)(process.execPath, [tsc], { cwd: folder });
    assert.equal(
      await compiled.then(
        ({ stdout }) => stdout,
        ({ stdout }) => String(stdout),
      ),
      '',
    );
  });
}
