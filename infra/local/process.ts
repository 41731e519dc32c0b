/** Child processes: started with the environment they are given and no other, told when they are ready, stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { LauncherError } from './errors.ts';
import { processIdentity } from './process-identity.ts';

export interface ProcessSpec {
  /** Names the log and the record of the process. */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  user?: { uid: number; gid: number };
  /** Ready once it has printed a line that matches, or once the probe resolves to true. */
  ready: RegExp | (() => Promise<boolean>);
  readyWithinMs?: number;
  stopSignal?: NodeJS.Signals;
  stopWithinMs?: number;
}

export interface RunningProcess {
  name: string;
  pid: number;
  /** Resolves, to words for a person, when the process has ended for whatever reason. */
  exited: Promise<string>;
  /** Asks it to end and waits; ends it by force if it takes longer than `stopWithinMs`. */
  stop(): Promise<void>;
  /** Ends it and what it started, at once. */
  kill(): void;
}

export type StartProcess = (spec: ProcessSpec) => Promise<RunningProcess>;

/**
 * Starts processes whose output goes to `<folder>/logs/<name>.log` and of which `<folder>/run/<name>.json` keeps
 * a record, by which a later start finds what outlived this one.
 * @throws LauncherError `LAUNCHER_PROCESS_FAILED` when a process ends, or is not ready in time
 */
export function createProcessStarter(folder: string): StartProcess {
  return async (spec) => {
    const log = logPath(folder, spec.name);
    await mkdir(join(folder, 'logs'), { recursive: true, mode: 0o700 });
    const child = spawnDetached(spec);
    const ready = becomesReady(child, spec, log);
    const exited = new Promise<string>((resolve) => {
      child.once('error', () => resolve(`could not be started (${spec.command})`));
      child.once('exit', (code, signal) =>
        resolve(signal ? `ended by ${signal}` : `ended with code ${code}`),
      );
    });
    const running = await recorded(folder, spec, child, exited);
    const failed = exited.then((how) => Promise.reject(processFailed(`${spec.name} ${how}`, log)));
    try {
      await Promise.race([ready, failed]);
    } catch (error) {
      await running.stop();
      throw error;
    }
    failed.catch(() => {});
    return running;
  };
}

/** Where the output of the process `name` goes. */
export function logPath(folder: string, name: string): string {
  return join(folder, 'logs', `${name}.log`);
}

function spawnDetached(spec: ProcessSpec): ChildProcess {
  // A session of its own: Ctrl-C reaches the launcher only, which then stops everything in order.
  return spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    ...spec.user,
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...spec.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function recorded(
  folder: string,
  spec: ProcessSpec,
  child: ChildProcess,
  exited: Promise<string>,
): Promise<RunningProcess> {
  const record = join(folder, 'run', `${spec.name}.json`);
  const pid = child.pid ?? 0;
  let over = pid === 0;
  const gone = exited.finally(() => (over = true)).then(() => rm(record, { force: true }));
  await mkdir(join(folder, 'run'), { recursive: true, mode: 0o700 });
  const identity = over ? undefined : await processIdentity(pid);
  if (!over) await writeFile(record, JSON.stringify({ pid, identity }), { mode: 0o600 });
  const kill = (): void => {
    if (!over) process.kill(-pid, 'SIGKILL');
  };
  return {
    name: spec.name,
    pid,
    exited,
    kill,
    async stop() {
      if (!over) child.kill(spec.stopSignal ?? 'SIGTERM');
      const timer = setTimeout(kill, spec.stopWithinMs ?? 10_000);
      await gone;
      clearTimeout(timer);
    },
  };
}

async function becomesReady(child: ChildProcess, spec: ProcessSpec, log: string): Promise<void> {
  const withinMs = spec.readyWithinMs ?? 60_000;
  const told = writeLog(child, log, spec.ready instanceof RegExp ? spec.ready : undefined);
  const over = new AbortController();
  child.once('exit', () => over.abort());
  const answered = spec.ready instanceof RegExp ? told : untilTrue(spec.ready, over.signal);
  const late = sleep(withinMs, undefined, { signal: over.signal, ref: false }).then(() => {
    throw processFailed(`${spec.name} was not ready within ${withinMs / 1000} s`, log);
  });
  late.catch(() => {});
  await Promise.race([answered, late]);
}

/** Copies the output to the log; resolves at the first line that matches. */
function writeLog(child: ChildProcess, log: string, awaited?: RegExp): Promise<void> {
  const file = createWriteStream(log, { flags: 'a', mode: 0o600 });
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      stream.pipe(file, { end: false });
      if (!awaited) continue;
      const lines = createInterface({ input: stream });
      lines.on('line', (line) => awaited.test(line) && resolve());
    }
    child.once('close', () => file.end());
  });
}

/** For a server that cannot tell when it is ready: asks it. */
async function untilTrue(probe: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await probe().catch(() => false))) await sleep(50);
}

function processFailed(what: string, log: string): LauncherError {
  return new LauncherError('LAUNCHER_PROCESS_FAILED', `${what}; its log is ${log}`);
}
