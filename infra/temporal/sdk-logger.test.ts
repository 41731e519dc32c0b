import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { testTemporal } from '#test/testing/services.ts';
import { canary } from './guards/testing/canary.ts';

const script = join(import.meta.dirname, 'guards/testing/print.ts');

it('a worker prints data without the guards; with them it prints which activity failed, how and where', async () => {
  const [unguarded, guarded] = await Promise.all(['unguarded', 'guarded'].map(printed));
  for (const shown of [`ApplicationFailure: ${canary}`, `[prints(`, `ssn: '${canary}'`]) {
    assert.ok(unguarded?.includes(shown), `without the guards there is no ${shown}`);
  }
  assert.doesNotMatch(guarded ?? '', /Canary|Mustermann|912-34/);
  const entries = (guarded ?? '')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const failed = entries.find(
    ({ event, activityType }) =>
      event === 'activity-failed' && activityType === 'validateApplication',
  );
  const { name, at } = failed?.error as Record<string, string>;
  assert.equal(name, 'ApplicationFailure');
  assert.match(at ?? '', /^infra\/temporal\/guards\/testing\/leaky-activities\.ts:\d+:\d+$/);
  assert.ok(
    entries.some(
      ({ event, workflowType }) => event === 'console-silenced' && workflowType === 'prints',
    ),
  );
});

async function printed(side: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    script,
    side,
    testTemporal().address,
  ]);
  return stdout + stderr;
}
