/**
 * Production runs a prebuilt bundle, so the guards must be in it, and it must be of today's
 * sources.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { createLogger } from '#infra/logging/logger.ts';
import { testTemporal } from '#test/testing/services.ts';
import { newReference } from '#vault/references.ts';
import { buildWorkflowBundle } from './bundle.ts';
import { requireStamp } from './bundle-stamp.ts';
import { guardedDataConverter } from './guards/data-converter.ts';
import { canary } from './guards/testing/canary.ts';
import { leakyActivities } from './guards/testing/leaky-activities.ts';
import { leakyWorkflowsPath } from './guards/testing/workers.ts';
import { installRuntime } from './sdk-logger.ts';
import { createGuardedWorker } from './worker.ts';

const { address } = testTemporal();
const { payloadConverterPath, failureConverterPath } = guardedDataConverter;
const logger = createLogger({ name: 'worker', level: 'error' });
const fixtures = join(import.meta.dirname, 'guards/testing');
const workerOptions = {
  activities: leakyActivities as never,
  identity: 'worker',
  logger,
  address,
};
const converters = {
  payloadConverterPath,
  failureConverterPath,
  logger: new DefaultLogger('ERROR'),
};

describe('the workflow bundle', { concurrency: true, timeout: 40_000 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'harbor-bundle-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function refuses(code: string): Promise<void> {
    const codePath = join(folder, `${newReference('doc')}.js`);
    await writeFile(codePath, code);
    const options = { ...workerOptions, workflowBundle: { codePath } };
    await assert.rejects(createGuardedWorker(options), { code: 'BUNDLE_NOT_GUARDED' });
  }

  it('the worker refuses a bundle that was built without the guards, altered, or built from other guards', async () => {
    const { code } = await bundleWorkflowCode({ ...converters, workflowsPath: leakyWorkflowsPath });
    await refuses(code);
    const guarded = await buildWorkflowBundle();
    await refuses(guarded.replace('Workflow', 'Workflov'));
    await refuses(guarded.replace(/(?<="sources":")\w/, (digit) => (digit === '0' ? '1' : '0')));
  });

  it('the worker refuses a bundle that is older than its workflow', async () => {
    const source = join(folder, 'canary.ts');
    const replaceModules = { [join(fixtures, 'canary.ts')]: source };
    await writeFile(source, `export const canary = 'before';`);
    const bundle = await buildWorkflowBundle({ workflowsPath: leakyWorkflowsPath, replaceModules });
    requireStamp(bundle);
    await writeFile(source, `export const canary = 'after';`);
    await refuses(bundle);
  });

  it('the workflow bundle has the command guard in it, which a worker cannot add to a prebuilt one', async () => {
    installRuntime(logger);
    const connection = await NativeConnection.connect({ address });
    const client = new Client({ connection: await Connection.connect({ address }) });
    const run = async (code: string): Promise<string> => {
      const taskQueue = newReference('app');
      const interceptors = {
        workflowModules: [join(import.meta.dirname, 'guards/command-guard.ts')],
      };
      const options = { connection, taskQueue, interceptors, dataConverter: guardedDataConverter };
      const worker = await Worker.create({ ...options, workflowBundle: { code } });
      const start = { workflowId: newReference('app'), taskQueue };
      const outcome = client.workflow.execute('patchId', start).then(
        () => 'completed',
        (error: WorkflowFailedError) => (error.cause as ApplicationFailure).type ?? '',
      );
      return await worker.runUntil(outcome);
    };
    const { code } = await bundleWorkflowCode({ ...converters, workflowsPath: leakyWorkflowsPath });
    assert.equal(await run(code), 'completed');
    const guarded = await buildWorkflowBundle({ workflowsPath: leakyWorkflowsPath });
    assert.equal(await run(guarded), 'NotAReference');
    await Promise.all([client.connection.close(), connection.close()]);
  });

  it('a test can replace a module of the workflow bundle', async () => {
    const replaceModules = { [join(fixtures, 'canary.ts')]: join(fixtures, 'another-canary.ts') };
    const code = await buildWorkflowBundle({ workflowsPath: leakyWorkflowsPath, replaceModules });
    assert.match(code, /Another bird/);
    assert.doesNotMatch(code, new RegExp(canary));
  });
});
