/** Crashed containers come back, and continue where they were. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { skipUnlessCI } from '#test/testing/missing.ts';
import { submit } from '../scenarios/planting.ts';
import type { Stack } from './stack.ts';
import type { ComposeSystem } from './system.ts';

const services = [
  ...['postgres', 'storage', 'openbao', 'temporal', 'temporal-ui'],
  ...['mail', 'bureau', 'portal', 'worker'],
  ...['identity', 'codec-server', 'approaches'],
];

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
const cannotKillProcesses = isRootOnLinux
  ? undefined
  : 'killing processes inside containers takes root on the Linux machine that runs Docker';

export function describeHealing(stack: Stack, system: () => ComposeSystem): void {
  describe('recovery from kill -9', () => {
    for (const service of services)
      test(`after kill -9 of ${service}, \`up\` makes everything healthy and an application is approved`, async () => {
        await stack.crash(service);
        await isApproved(`after the crash of ${service}`);
      });

    test(
      'killed processes whose containers survive are restarted without `up`',
      {
        skip: skipUnlessCI(cannotKillProcesses),
      },
      async () => {
        const crashing = ['postgres', 'storage', 'openbao', 'temporal', 'portal', 'worker'];
        const ids = (await stack.compose('ps', '--quiet', ...crashing)).trim().split('\n');
        const inspect = async (format: string) =>
          (await stack.docker('inspect', '--format', format, ...ids)).trim().split('\n');
        const started = await inspect('{{.State.StartedAt}}');
        for (const pid of await inspect('{{.State.Pid}}')) process.kill(Number(pid), 'SIGKILL');
        const isUp = async (): Promise<boolean> => {
          const now = await inspect('{{.State.StartedAt}} {{.State.Health.Status}}');
          return now.every(
            (state, index) => state.endsWith(' healthy') && !state.startsWith(started[index] ?? ''),
          );
        };
        while (!(await isUp())) await sleep(500);
        await isApproved('after the restart');
      },
    );

    test('after kill -9 of everything at once, an application in review is completed', async () => {
      const { customer, reviewer, planting } = system();
      const begun = await submit(
        customer,
        await planting.application('before the crash', { bureau: 'unconfirmed' }),
      );
      assert.ok(await customer.until(begun, 'in-review'));
      await stack.compose('kill', '--signal', 'KILL', ...services);
      await stack.compose('up', '--detach', '--wait');
      await reviewer.decide(begun, { decision: 'approve', rationale: 'All is in order again' });
      assert.ok(await customer.until(begun, 'approved'));
    });
  });

  async function isApproved(of: string): Promise<void> {
    const { customer, planting } = system();
    const ref = await submit(customer, await planting.application(of));
    assert.ok(await customer.until(ref, 'approved'));
  }
}

/** The very first start is the most delicate: databases and keys are being created. */
export function describeInterruptedStart(stack: Stack): void {
  test('a first start that kill -9 interrupts twice is completed by the next start', async () => {
    for (const moment of [600, 1_500]) {
      const starting = stack.compose('up', '--detach', 'postgres', 'openbao');
      await untilRunning(stack, 'openbao');
      await sleep(moment);
      await stack.compose('kill', '--signal', 'KILL', 'postgres', 'openbao');
      await starting;
    }
    await stack.compose('up', '--detach', '--wait');
  });
}

async function untilRunning(stack: Stack, service: string): Promise<void> {
  while (!(await stack.compose('ps', '--quiet', '--status', 'running', service))) await sleep(100);
}
