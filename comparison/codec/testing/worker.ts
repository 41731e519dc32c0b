/** A worker with any data converter, and a bundle that fits it. */
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { oncePerRun } from '#test/testing/services.ts';
import { codecBundleOptions } from '../data-converter.ts';

export interface WorkerOptions {
  dataConverter: DataConverter;
  taskQueue: string;
  /** A module of this folder. */
  workflows: string;
  activities: object;
  /**
   * How many workflows it keeps in memory; without any, each task replays its workflow from
   * history.
   */
  maxCachedWorkflows?: number;
}

/** Starts it. Returns a function that stops it, and rejects if an error had stopped the worker. */
export async function startWorker(
  address: string,
  options: WorkerOptions,
): Promise<() => Promise<void>> {
  const { workflows, ...others } = options;
  const connection = await NativeConnection.connect({ address });
  const workflowBundle = await bundle(workflows, options.dataConverter);
  const worker = await Worker.create({
    ...others,
    connection,
    workflowBundle,
    shutdownGraceTime: 0,
  });
  const ended = worker.run();
  ended.catch(() => {});
  return async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await ended.finally(() => connection.close());
  };
}

async function bundle(
  workflows: string,
  { payloadCodecs }: DataConverter,
): Promise<{ codePath: string }> {
  const name = `${payloadCodecs ? 'codec' : 'plain'}-${basename(workflows, '.ts')}-bundle.js`;
  const options = {
    workflowsPath: join(import.meta.dirname, workflows),
    ...(payloadCodecs && codecBundleOptions),
    logger: new DefaultLogger('ERROR'),
  };
  const codePath = await oncePerRun(name, async (path) =>
    writeFile(path, (await bundleWorkflowCode(options)).code),
  );
  return { codePath };
}
