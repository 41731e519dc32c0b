import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

test('`npm run bench:sign-in` shows that a sign-in takes no more than a few password checks', async () => {
  const args = ['run', '--silent', 'bench:sign-in', '--', '--json', '--times', '15'];
  const { stdout } = await promisify(execFile)('npm', args);
  const { ratio, seconds } = JSON.parse(stdout) as { ratio: number; seconds: { whole: number } };
  assert.ok(seconds.whole > 0);
  assert.ok(ratio < 10, `a sign-in took as long as ${ratio} password checks`);
});
