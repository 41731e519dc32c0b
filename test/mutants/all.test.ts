/**
 * The mutants, by the command that people type: all of them where the project is built, which takes minutes, and
 * elsewhere one for each guard and each kind of place.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

test('every leak that is built in is caught, by whom the document says', async (t) => {
  const args = [join(import.meta.dirname, 'main.ts'), ...(process.env.CI ? [] : ['--each'])];
  const { code, stdout } = await promisify(execFile)(process.execPath, args).then(
    (ended) => ({ ...ended, code: 0 }),
    (failed: { code: number; stdout: string }) => failed,
  );
  t.diagnostic(stdout);
  assert.equal(code, 0, stdout);
});
