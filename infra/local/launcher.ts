import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installation } from './installation.ts';
import { productProcesses } from './product-processes.ts';
import type { Console } from './console.ts';
import { endpointsOf, type Endpoints } from './endpoints.ts';
import { LauncherError } from './errors.ts';
import { programsFolder, type Options } from './options.ts';
import { stopOrphans } from './orphans.ts';
import { choosePorts } from './well-known-ports.ts';
import { postgresFolderFor } from './postgres-binaries.ts';
import type { ProcessSpec, RunningProcess } from './process.ts';
import { createProcesses, logPath, type StartProcess } from './processes.ts';
import { installationSecrets } from './secrets.ts';
import type { Foundation } from './services.ts';
import { startServices } from './start-services.ts';
import { emptyStateFolder, takeStateFolder, writePrivately } from './state-folder.ts';
import { keepRunning } from './supervise.ts';
import { startTap, throughTap } from './tap.ts';
import { findLauncherWing, type LauncherWing } from './wing.ts';

export interface Launcher {
  /** Starts everything; resolves when the portal serves. */
  start(): Promise<Endpoints>;
  /** Stops everything in order: first the processes that use the services, then the services. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/**
 * Processes of the product that use the services; the worker first, so that it can still report
 * what it was doing.
 */
const stoppedFirst = ['worker', 'portal', 'credit-bureau'];

/** @param onServiceEnd called when a service ends that everything else needs */
export function createLauncher(
  options: Options,
  console: Console,
  onServiceEnd: (error: LauncherError) => void,
): Launcher {
  const { stateFolder } = options;
  const processes = createProcesses(stateFolder, console.say);
  const endpointsFile = join(stateFolder, 'endpoints.json');
  let wing: LauncherWing | undefined;
  let stopping = false;
  let release = async (): Promise<void> => {};

  async function startService(spec: ProcessSpec): Promise<RunningProcess> {
    const service = await processes.start(spec);
    void service.exited.then((how) => {
      if (!stopping)
        onServiceEnd(serviceEnded(service.name, how, logPath(stateFolder, service.name)));
    });
    return service;
  }

  return {
    async start() {
      const unlock = await takeStateFolder(stateFolder);
      release = async () => {
        await rm(endpointsFile, { force: true });
        await unlock();
      };
      await clearAway(options, console);
      wing = await findLauncherWing();
      const foundation = await layFoundation(options, console, startService, wing);
      const installation = await startServices(foundation);
      const tap =
        options.tap === undefined ? undefined : await startTap(options.tap, installation.ports);
      const supervision = { start: processes.start, say: console.say, isStopping: () => stopping };
      await Promise.all(
        processesOf(tap ? throughTap(installation, tap) : installation, wing).map((spec) =>
          console.step(spec.name, () => keepRunning(spec, supervision)),
        ),
      );
      const endpoints = endpointsOf(foundation, installation, tap);
      await writePrivately(endpointsFile, JSON.stringify(endpoints, null, 2));
      return endpoints;
    },
    async stop() {
      stopping = true;
      await processes.stop([...Object.keys(wing?.ports ?? {}), ...stoppedFirst]);
      await release();
    },
    kill: processes.kill,
  };
}

function processesOf(installation: Installation, wing: LauncherWing | undefined): ProcessSpec[] {
  const product = productProcesses(installation, wing?.portalSettings(installation));
  return [...product, ...(wing?.processes(installation) ?? [])];
}

/**
 * Removes what an earlier launcher left: its processes, if it was killed, and for a fresh start
 * everything else.
 */
async function clearAway({ stateFolder, fresh }: Options, console: Console): Promise<void> {
  const orphans = await stopOrphans(stateFolder);
  if (orphans.length > 0)
    console.say(`  ✓ stopped what an earlier start left running: ${orphans.join(', ')}`);
  if (!fresh) return;
  await emptyStateFolder(stateFolder);
  await rm(postgresFolderFor(stateFolder), { recursive: true, force: true });
}

async function layFoundation(
  { stateFolder, ports }: Options,
  console: Console,
  start: StartProcess,
  wing: LauncherWing | undefined,
): Promise<Foundation> {
  return {
    start,
    console,
    stateFolder,
    postgresFolder: postgresFolderFor(stateFolder),
    programsFolder,
    wing,
    ports: await choosePorts(ports, wing?.ports),
    secrets: await installationSecrets(stateFolder, wing?.secrets),
  };
}

function serviceEnded(name: string, how: string, log: string): LauncherError {
  return new LauncherError(
    'LAUNCHER_PROCESS_FAILED',
    `${name} ${how}, and nothing works without it; its log is ${log}`,
  );
}
