import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const megabyte = 1024 * 1024;

test('`npm run bench:documents` shows that neither memory nor history grows with the document', async () => {
  const args = ['run', '--silent', 'bench:documents', '--', '--json', '--megabytes', '64'];
  const { stdout } = await promisify(execFile)('npm', args);
  const report = JSON.parse(stdout) as {
    documentBytes: number;
    portalGrowthBytes: number;
    historyBytes: { small: number; large: number };
  };
  assert.ok(report.documentBytes > 63 * megabyte);
  assert.ok(
    report.portalGrowthBytes < 150 * megabyte,
    `the portal grew by ${report.portalGrowthBytes} bytes`,
  );
  // Times are in history, and their encoding is a byte shorter or longer.
  const difference = Math.abs(report.historyBytes.large - report.historyBytes.small);
  assert.ok(difference < 64, `histories differ by ${difference} bytes`);
});
