import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessSpec, RunningProcess } from './process.ts';
import type { StartProcess } from './processes.ts';

export interface Supervision {
  start: StartProcess;
  say: (text: string) => void;
  /** True once everything is being stopped. */
  isStopping: () => boolean;
}

const firstWaitMs = 1_000;
const maxWaitMs = 30_000;
const healthyAfterMs = 60_000;

/**
 * Starts a process and restarts it whenever it ends: after a second, then after twice as long
 * each time, until it has run for a minute.
 * @throws LauncherError when the first start fails, since a restart would not help then
 */
export async function keepRunning(spec: ProcessSpec, supervision: Supervision): Promise<void> {
  const first = await supervision.start(spec);
  void startAgainWhenItEnds(first, spec, supervision);
}

async function startAgainWhenItEnds(
  first: RunningProcess,
  spec: ProcessSpec,
  { start, say, isStopping }: Supervision,
): Promise<void> {
  let ended = first.exited;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, maxWaitMs)) {
    const startedAt = Date.now();
    const how = await ended;
    if (isStopping()) return;
    if (Date.now() - startedAt > healthyAfterMs) waitMs = firstWaitMs;
    say(`${spec.name} ${how}; starting it again in ${waitMs / 1000} s`);
    await sleep(waitMs);
    if (isStopping()) return;
    ended = start(spec).then(
      (again) => (say(`${spec.name} runs again`), again.exited),
      (error: Error) => error.message.replace(`${spec.name} `, ''),
    );
  }
}
