import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** A process that fails with the value of the expression `error`. */
function failing(error: string): { status: number | null; stderr: string } {
  const module = JSON.stringify(new URL('fail.ts', import.meta.url).href);
  const config = JSON.stringify(new URL('config-error.ts', import.meta.url).href);
  const code = `import { fail } from ${module}; import { ConfigError } from ${config};
    await Promise.reject(${error}).catch(fail('It could not start'));`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
}

test('the name and code of an error are printed, and its message is not', () => {
  const { status, stderr } = failing(
    `Object.assign(new TypeError('Key (ssn)=(912)'), { code: '23505' })`,
  );
  assert.deepEqual([status, stderr], [1, 'It could not start: TypeError 23505\n']);
  assert.equal(failing(`new Error('912')`).stderr, 'It could not start: Error\n');
});

test('wrong settings are named, with an exit code of their own', () => {
  const { status, stderr } = failing(`new ConfigError('HARBOR_X is missing')`);
  assert.deepEqual([status, stderr], [2, 'HARBOR_X is missing\n']);
});
