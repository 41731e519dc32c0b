/**
 * One mutant for each guard and each kind of place, by the documented command. Run all of them,
 * with `npm run audit:mutants`, when you change a guard or the audit.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

test('a leak of each kind is caught by the guard or the audit, as the document says', async (t) => {
  const args = [join(import.meta.dirname, 'main.ts'), '--each'];
  const { code, stdout } = await promisify(execFile)(process.execPath, args).then(
    (ended) => ({ ...ended, code: 0 }),
    (failed: { code: number; stdout: string }) => failed,
  );
  t.diagnostic(stdout);
  assert.equal(code, 0, stdout);
});
