/** Builds the workflow bundle, with the guards in it. `npm run bundle` writes it to dist/workflow-bundle.js. */
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
  /** For tests: the path of a module, and the path of the module to take instead. */
  replaceModules?: Readonly<Record<string, string>>;
}

/**
 * The code of the bundle, stamped: what `createGuardedWorker` takes. The guard against commands is an interceptor
 * module, and only counts if it is given here: a worker ignores `workflowModules` when its bundle is prebuilt.
 */
export async function buildWorkflowBundle(options: WorkflowBundleOptions = {}): Promise<string> {
  const { workflowsPath = join(repository, 'workflows/index.ts'), replaceModules = {} } = options;
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    payloadConverterPath,
    failureConverterPath,
    workflowInterceptorModules: [join(import.meta.dirname, 'guards/command-guard.ts')],
    webpackConfigHook: replacing(replaceModules),
    // What webpack has to say about a build that went well fills a screen.
    logger: new DefaultLogger('WARN'),
  });
  return stamped(code);
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

function replacing(modules: Readonly<Record<string, string>>): ConfigHook {
  const plugin: NonNullable<ReturnType<ConfigHook>['plugins']>[number] = {
    apply(compiler) {
      compiler.hooks.normalModuleFactory.tap('replace-modules', (factory) => {
        factory.hooks.afterResolve.tap('replace-modules', ({ createData }) => {
          const other = modules[createData.resource ?? ''];
          if (other) createData.resource = other;
        });
      });
    },
  };
  return (config) => ({ ...config, plugins: [...(config.plugins ?? []), plugin] });
}
