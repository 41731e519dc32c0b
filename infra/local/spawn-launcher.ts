/**
 * Runs `npm start` as a user would: a process of its own, a state folder of its own, free ports.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Endpoints } from './endpoints.ts';
import { postgresFolderFor } from './postgres-binaries.ts';

type LauncherProcess = ChildProcessByStdio<null, Readable, Readable>;

const script = join(import.meta.dirname, 'main.ts');

/** A state folder and the launchers that have been started on it. */
export interface TestLauncher {
  stateFolder: string;
  /** Starts a launcher and waits until everything serves. Returns what it printed. */
  start(options?: string[]): Promise<string>;
  /** Starts a launcher that is expected to fail. Returns its exit code and its error output. */
  startInVain(args?: string[]): Promise<{ code: number | null; errors: string }>;
  /** Sends a signal to the launcher that runs, and waits for its end. Returns its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves when the launcher that runs says a line that matches. */
  says(awaited: RegExp): Promise<void>;
  endpoints(): Promise<Endpoints>;
  /** The numbers of the processes that it has started, by name. */
  pids(): Promise<Record<string, number>>;
  /** Stops what runs and removes everything. */
  remove(): Promise<void>;
}

export async function createTestLauncher(): Promise<TestLauncher> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'harbor-launcher-'));
  let current: LauncherProcess | undefined;

  function launch(args: string[]): LauncherProcess {
    return spawn(process.execPath, [script, '--state-dir', stateFolder, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    current?.kill(signal);
    return current ? exitCode(current) : null;
  }

  return {
    stateFolder,
    end,
    async start(options = []) {
      // A port that was free when it was chosen may be taken when it is used: a start that fails is
      // tried again.
      for (let attempt = 1; ; attempt += 1) {
        current = launch(['--ports', 'auto', ...options]);
        const errors = text(current.stderr);
        let printed = '';
        current.stdout.on('data', (piece) => (printed += String(piece)));
        const ended = exitCode(current).then((code) => `ended with code ${code}`);
        const failure = await Promise.race([lineOf(current, /^ {2}Stop/), ended]);
        if (!failure) return printed;
        if (attempt === 3) throw new Error(`the launcher ${failure}: ${await errors}`);
      }
    },
    async startInVain(args = ['--ports', 'auto']) {
      const child = launch(args);
      child.stdout.resume();
      const errors = await text(child.stderr);
      return { code: await exitCode(child), errors };
    },
    async says(awaited) {
      if (current) await lineOf(current, awaited);
    },
    async endpoints() {
      return JSON.parse(await readFile(join(stateFolder, 'endpoints.json'), 'utf8')) as Endpoints;
    },
    pids: () => recordedPids(join(stateFolder, 'run')),
    async remove() {
      await end('SIGTERM');
      await rm(postgresFolderFor(stateFolder), { recursive: true, force: true });
      await rm(stateFolder, { recursive: true, force: true });
    },
  };
}

async function recordedPids(folder: string): Promise<Record<string, number>> {
  const entries = (await readdir(folder)).map(async (file) => {
    const { pid } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { pid: number };
    return [file.replace('.json', ''), pid] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function exitCode(child: LauncherProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function lineOf(child: LauncherProcess, awaited: RegExp): Promise<void> {
  return new Promise((resolve) => {
    createInterface(child.stdout).on('line', (line) => awaited.test(line) && resolve());
  });
}
