/**
 * The workflow bundles of the approaches: the same workflow with the SDK's own converters, and with
 * the codec's. `npm run bundle` writes them to dist/, for the container image, where there is
 * nothing to build them with.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { codecBundleOptions } from '../codec/data-converter.ts';

const repository = join(import.meta.dirname, '../..');
const kinds = { naive: {}, codec: codecBundleOptions };
export type BundleKind = keyof typeof kinds;
export type Bundles = (kind: BundleKind) => Promise<WorkflowBundleOption>;

/** Takes the bundles from `folder`; without one, builds each once, when it is first needed. */
export function createBundles(folder?: string): Bundles {
  const built = new Map<BundleKind, Promise<WorkflowBundleOption>>();
  return async (kind) => {
    if (folder !== undefined) return { codePath: join(folder, fileName(kind)) };
    const bundle = built.get(kind) ?? build(kind);
    built.set(kind, bundle);
    return bundle;
  };
}

const fileName = (kind: BundleKind): string => `${kind}-workflow-bundle.js`;

function build(kind: BundleKind): Promise<{ code: string }> {
  const workflowsPath = join(repository, 'comparison/naive/index.ts');
  // Webpack's report of a successful build fills a screen.
  return bundleWorkflowCode({ workflowsPath, ...kinds[kind], logger: new DefaultLogger('WARN') });
}

/** Builds all of them into files of `folder` (infra/bundle/main.ts). */
export async function writeBundles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const kind of Object.keys(kinds) as BundleKind[])
    await writeFile(join(folder, fileName(kind)), (await build(kind)).code);
}
