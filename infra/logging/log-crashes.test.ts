import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const [logger, crashes] = ['./logger.ts', './log-crashes.ts'].map(
  (file) => new URL(file, import.meta.url).href,
) as [string, string];

test('a process never prints the message of what it dies of', () => {
  for (const dying of ['setTimeout(() => { throw error })', 'void Promise.reject(error)']) {
    const script = `
      import { createLogger } from '${logger}';
      import { logCrashes } from '${crashes}';
      logCrashes(createLogger({ name: 'test' }));
      const error = Object.assign(new TypeError('secret'), { code: 'BROKEN' });
      ${dying};`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.match(stdout, /"event":"crashed".*TypeError.*BROKEN/);
    assert.doesNotMatch(stdout + stderr, /secret/);
  }
});
