/** What dies comes back, and goes on where it was. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { plantApplication, submit } from '#audit/end-to-end/planting.ts';
import type { Stack } from './stack.ts';
import type { ComposeSystem } from './system.ts';

const services = [
  ...['postgres', 'storage', 'openbao', 'temporal', 'temporal-ui'],
  ...['mail', 'bureau', 'portal', 'worker'],
  ...['identity', 'codec-server', 'approaches'],
];

export function describeHealing(stack: Stack, system: () => ComposeSystem): void {
  describe('after kill -9', () => {
    for (const service of services)
      test(`of ${service}, another \`up\` finds everything healthy, and an application is approved`, async () => {
        await stack.crash(service);
        const ref = await submit(
          system().customer,
          await plantApplication(`after the end of ${service}`),
        );
        assert.ok(await system().customer.until(ref, 'approved'));
      });

    test('of processes, and not of their containers, they come back by themselves', async (t) => {
      if (process.platform !== 'linux' || process.getuid?.() !== 0)
        return t.skip('to see the processes takes root, on the machine that runs Docker');
      const crashing = ['postgres', 'storage', 'openbao', 'temporal', 'portal', 'worker'];
      const ids = (await stack.compose('ps', '--quiet', ...crashing)).trim().split('\n');
      const ask = async (what: string) =>
        (await stack.docker('inspect', '--format', what, ...ids)).trim().split('\n');
      const started = await ask('{{.State.StartedAt}}');
      for (const pid of await ask('{{.State.Pid}}')) process.kill(Number(pid), 'SIGKILL');
      const isUp = async (): Promise<boolean> => {
        const now = await ask('{{.State.StartedAt}} {{.State.Health.Status}}');
        return now.every(
          (state, index) => state.endsWith(' healthy') && !state.startsWith(started[index] ?? ''),
        );
      };
      while (!(await isUp())) await sleep(500);
      const ref = await submit(system().customer, await plantApplication('after they came back'));
      assert.ok(await system().customer.until(ref, 'approved'));
    });

    test('of all at once, what was begun is ended', async () => {
      const { customer, reviewer } = system();
      const begun = await submit(
        customer,
        await plantApplication('before the end', { bureau: 'unconfirmed' }),
      );
      assert.ok(await customer.until(begun, 'in-review'));
      await stack.compose('kill', '--signal', 'KILL', ...services);
      await stack.compose('up', '--detach', '--wait');
      await reviewer.decide(begun, { decision: 'approve', rationale: 'All is in order again' });
      assert.ok(await customer.until(begun, 'approved'));
    });
  });
}

/** The first start of all is the most delicate: databases and keys are being made. */
export function describeInterruptedStart(stack: Stack): void {
  test('a first start that is cut short by kill -9, twice, is completed by the next', async () => {
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
