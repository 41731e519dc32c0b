/**
 * All processes of one state folder: starts and stops them, and keeps their logs and the records
 * for a later start.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LauncherError } from './errors.ts';
import { spawnProcess, type ProcessSpec, type RunningProcess } from './process.ts';
import { processIdentity } from './process-identity.ts';

/**
 * Starts a process and waits until it is ready.
 * @throws LauncherError `LAUNCHER_PROCESS_FAILED` when it ends, or is not ready in time
 */
export type StartProcess = (spec: ProcessSpec) => Promise<RunningProcess>;

export interface Processes {
  start: StartProcess;
  /**
   * Stops everything and starts nothing more: first the named processes in order, then all others
   * at once.
   */
  stop(order?: readonly string[]): Promise<void>;
  /** Ends everything by force. */
  kill(): void;
}

const slowAfterMs = 5_000;

/** Where the output of the process `name` goes. */
export function logPath(folder: string, name: string): string {
  return join(folder, 'logs', `${name}.log`);
}

/**
 * Runs processes whose logs and records are in `folder`; prints which one a slow stop waits for.
 */
export function createProcesses(folder: string, say: (text: string) => void = () => {}): Processes {
  const running = new Map<string, RunningProcess>();
  let stopping = false;

  async function start(spec: ProcessSpec): Promise<RunningProcess> {
    await mkdir(join(folder, 'logs'), { recursive: true, mode: 0o700 });
    if (stopping)
      throw new LauncherError('LAUNCHER_PROCESS_FAILED', `${spec.name} is not wanted any more`);
    const child = spawnProcess(spec, logPath(folder, spec.name));
    running.set(spec.name, child);
    const forget = await writeRecord(folder, child);
    void child.exited.then(() => (running.delete(spec.name), forget()));
    await child.ready.catch(async (error: unknown) => {
      await child.stop();
      throw error;
    });
    return child;
  }

  async function stopOne(child: RunningProcess | undefined): Promise<void> {
    const slow = setTimeout(
      () => say(`Waiting for ${child?.name} to finish what it has begun.`),
      slowAfterMs,
    );
    await child?.stop();
    clearTimeout(slow);
  }

  return {
    start,
    async stop(order = []) {
      stopping = true;
      for (const name of order) await stopOne(running.get(name));
      await Promise.all([...running.values()].map(stopOne));
    },
    kill() {
      stopping = true;
      for (const child of running.values()) child.kill();
    },
  };
}

/** Returns a function that removes the record again. */
async function writeRecord(
  folder: string,
  { name, pid }: RunningProcess,
): Promise<() => Promise<void>> {
  const record = join(folder, 'run', `${name}.json`);
  await mkdir(join(folder, 'run'), { recursive: true, mode: 0o700 });
  const identity = pid === undefined ? undefined : await processIdentity(pid);
  await writeFile(record, JSON.stringify({ pid, identity }), { mode: 0o600 });
  return () => rm(record, { force: true });
}
