/**
 * Builds the workflow bundle with the guards in it. `npm run bundle` writes it to
 * dist/workflow-bundle.js.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import type { BundleOptions } from '@temporalio/worker';
import { stamped } from './bundle-stamp.ts';
import { guardedDataConverter } from './guards/data-converter.ts';

const repository = join(import.meta.dirname, '../..');
const { payloadConverterPath, failureConverterPath } = guardedDataConverter;

export interface WorkflowBundleOptions {
  /** The module whose exports are the workflows. Default: workflows/index.ts. */
  workflowsPath?: string;
  /** For tests: paths of modules, each with the path of the module to take instead. */
  replaceModules?: Readonly<Record<string, string>>;
}

/**
 * The code of the bundle, stamped, as `createGuardedWorker` takes it. The guard against commands is
 * an interceptor module and works only if it is given here: with a prebuilt bundle, the worker
 * ignores its own `workflowModules`.
 */
export async function buildWorkflowBundle(options: WorkflowBundleOptions = {}): Promise<string> {
  const { workflowsPath = join(repository, 'workflows/index.ts'), replaceModules = {} } = options;
  const modules = watchModules(replaceModules);
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    payloadConverterPath,
    failureConverterPath,
    workflowInterceptorModules: [join(import.meta.dirname, 'guards/command-guard.ts')],
    webpackConfigHook: modules.hook,
    // What webpack logs of a successful build fills a screen.
    logger: new DefaultLogger('WARN'),
  });
  return stamped(code, modules.sources());
}

/** Builds the bundle and writes it to a file. */
export async function writeWorkflowBundle(
  file: string,
  options?: WorkflowBundleOptions,
): Promise<void> {
  const code = await buildWorkflowBundle(options);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, code);
}

type ConfigHook = NonNullable<BundleOptions['webpackConfigHook']>;

/**
 * Sees each module that webpack resolves: replaces those of a test, and keeps the paths of our
 * sources.
 */
function watchModules(replaced: Readonly<Record<string, string>>) {
  const resolved = new Set<string>();
  const plugin: NonNullable<ReturnType<ConfigHook>['plugins']>[number] = {
    apply(compiler) {
      compiler.hooks.normalModuleFactory.tap('watch-modules', (factory) => {
        factory.hooks.afterResolve.tap('watch-modules', ({ createData }) => {
          const other = replaced[createData.resource ?? ''];
          if (other) createData.resource = other;
          if (createData.resource) resolved.add(createData.resource);
        });
      });
    },
  };
  const hook: ConfigHook = (config) => ({
    ...config,
    plugins: [...(config.plugins ?? []), plugin],
  });
  return { hook, sources: () => [...resolved].filter(isSource) };
}

/** Libraries are left to their versions, and the SDK generates the entry point in memory. */
function isSource(path: string): boolean {
  return /\.(js|ts)$/.test(path) && !path.includes('/node_modules/');
}
