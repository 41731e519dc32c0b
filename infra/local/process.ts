/**
 * One child process: started with the given environment and no other, watched until it is ready,
 * and stopped.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { LauncherError } from './errors.ts';

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
  stopSignal?: NodeJS.Signals;
}

export interface RunningProcess {
  name: string;
  pid: number | undefined;
  /**
   * Resolves when it is ready; rejects with `LAUNCHER_PROCESS_FAILED` if it ends before or takes a
   * minute.
   */
  ready: Promise<void>;
  /** Resolves when the process has ended, to a phrase for messages that says how. */
  exited: Promise<string>;
  /** Asks it to end and waits; ends it by force after 45 seconds. */
  stop(): Promise<void>;
  /** Ends it and what it started, at once. */
  kill(): void;
}

const readyWithinMs = 60_000;
/** Longer than the portal waits for uploads, and the worker for activities, that have begun. */
const stopWithinMs = 45_000;

/** Starts a process whose output goes to the file `log` (0600). */
export function spawnProcess(spec: ProcessSpec, log: string): RunningProcess {
  const child = spawnDetached(spec);
  let over = child.pid === undefined;
  const exited = untilExit(child, spec).finally(() => (over = true));
  const kill = (): void => {
    if (!over && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  const ready = untilReady(child, spec, log, exited);
  // Callers may await it later; until then a rejection must not end the launcher.
  ready.catch(() => {});
  return {
    name: spec.name,
    pid: child.pid,
    ready,
    exited,
    kill,
    async stop() {
      if (!over) child.kill(spec.stopSignal ?? 'SIGTERM');
      const timer = setTimeout(kill, stopWithinMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

function spawnDetached(spec: ProcessSpec): ChildProcess {
  return spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    ...spec.user,
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...spec.env },
    // A session of its own: Ctrl-C reaches the launcher only, which then stops everything in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function untilExit(child: ChildProcess, spec: ProcessSpec): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(`could not be started (${spec.command})`));
    child.once('exit', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`),
    );
  });
}

async function untilReady(
  child: ChildProcess,
  { name, ready }: ProcessSpec,
  log: string,
  exited: Promise<string>,
): Promise<void> {
  const logged = writeLog(child, log, ready instanceof RegExp ? ready : undefined);
  const over = new AbortController();
  const answered = ready instanceof RegExp ? logged : untilTrue(ready, over.signal);
  const late = sleep(readyWithinMs, 'was not ready in time', { signal: over.signal, ref: false });
  late.catch(() => {});
  const failure = await Promise.race([answered, exited, late]);
  over.abort();
  if (failure === undefined) return;
  throw new LauncherError(
    'LAUNCHER_PROCESS_FAILED',
    `${name} ${failure}${await lastLineOf(log)}; its log is ${log}`,
  );
}

/** Usually the reason. Our own processes print codes there and no data. */
async function lastLineOf(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const line = text.trimEnd().split('\n').at(-1);
  return line ? ` (${line.slice(0, 200)})` : '';
}

/** Copies the output to the log. Resolves at the first line that matches. */
function writeLog(child: ChildProcess, log: string, awaited?: RegExp): Promise<void> {
  const file = createWriteStream(log, { flags: 'a', mode: 0o600 });
  child.once('close', () => file.end());
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      stream.pipe(file, { end: false });
      if (!awaited) continue;
      const lines = createInterface({ input: stream });
      lines.on('line', (line) => awaited.test(line) && resolve());
    }
  });
}

/** Polls a server that does not print when it is ready. */
async function untilTrue(probe: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await probe().catch(() => false))) await sleep(50);
}
