/**
 * The portal and the worker of a mutant, with their own database, and with an identity provider of
 * the checkout's, which sends browsers back to this portal only.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { portalUrl, productProcesses } from '#infra/local/product-processes.ts';
import type { Endpoints } from '#infra/local/endpoints.ts';
import type { ProcessSpec } from '#infra/local/process.ts';
import { freePorts } from '#infra/local/ports.ts';
import { logPath } from '#infra/local/processes.ts';
import { startTap, throughTap, type Tap } from '#infra/local/tap.ts';
import { temporaryLandmark } from '#audit/places/all.ts';
import { watchSystem, type Watch } from '#audit/places/watch.ts';
import type { Services } from './services.ts';
import { repository } from './tree.ts';

export interface Subject {
  endpoints: Endpoints;
  /** Records what they send and receive. */
  tap: Tap;
  /** Sees what leaves no trace. */
  watch: Watch;
  began: Date;
  /** The file of what `leaked` received (reached.ts). */
  reached: string;
  /** False if one of them did not start. */
  started: boolean;
  /** Stops them, once they have finished their output. */
  stop(): Promise<void>;
}

interface Sources {
  /** Names the logs and the database. */
  id: string;
  folder: string;
  tree: string;
  /** Default: the bundle of the checkout. */
  bundle: string | undefined;
}

/** Starts portal and worker from a tree. Resolves even if one of them does not start. */
export async function startSubject(services: Services, sources: Sources): Promise<Subject> {
  const { id, folder, bundle } = sources;
  const began = new Date();
  const [temporaryFolder, reached] = [join(folder, 'tmp'), join(folder, 'reached')];
  await mkdir(temporaryFolder);
  await writeFile(join(temporaryFolder, 'landmark'), temporaryLandmark);
  const database = id.replaceAll('-', '_');
  await services.newDatabase(database);
  const surroundings = services.surroundings(database);
  const [identity = 0] = await freePorts(1);
  const around = {
    ...surroundings,
    ports: { ...surroundings.ports, identity },
    temporaryFolder,
    ...(bundle && { workflowBundle: bundle }),
  };
  // The libraries are the same for all mutants: with compiled code they start in half the time.
  const compiled = join(services.folder, 'compiled');
  const tap = await startTap(join(folder, 'tap'), around.ports);
  const endpoints = endpointsOf(services, id, around.databaseUrl('harbor_owner'));
  const watch = await watchSystem(endpoints, services.folder);
  const specs = productProcesses(throughTap(around, tap))
    .filter(({ name }) => ['identity', 'portal', 'worker'].includes(name))
    .map((spec) =>
      spec.name === 'identity'
        ? { ...spec, name: `${id}-identity` }
        : ofTree(spec, sources, { MUTANT_REACHED: reached, NODE_COMPILE_CACHE: compiled }),
    );
  const starting = await Promise.allSettled(specs.map(services.start));
  const running = starting.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  return {
    ...{ tap, watch, began, reached },
    started: running.length === specs.length,
    endpoints: {
      ...endpoints,
      temporaryFolder,
      portal: { url: portalUrl(tap.ports) },
    },
    async stop() {
      await watch.stop();
      await Promise.all(running.map((process) => process.stop()));
    },
  };
}

/** The same process from the mutant's sources, with `leaked` defined. */
function ofTree(
  spec: ProcessSpec,
  { id, tree }: Sources,
  env: Record<string, string>,
): ProcessSpec {
  const args = spec.args.map((arg) => arg.replace(repository, tree));
  return {
    ...spec,
    name: `${id}-${spec.name}`,
    args: ['--import', join(import.meta.dirname, 'reached.ts'), ...args],
    env: { ...spec.env, ...env },
  };
}

/** The same services, with the logs and the database of these processes. */
function endpointsOf({ endpoints, folder }: Services, id: string, ownerUrl: string): Endpoints {
  const log = (name: string): string => logPath(folder, `${id}-${name}`);
  return {
    ...endpoints,
    logs: { ...endpoints.logs, portal: log('portal'), worker: log('worker') },
    postgres: { ...endpoints.postgres, ownerUrl },
  };
}

/** Builds the bundle of a tree, as `npm start` does. */
export async function buildBundle(tree: string, file: string): Promise<string> {
  await promisify(execFile)(process.execPath, [join(tree, 'infra/bundle/main.ts'), file]);
  return file;
}
