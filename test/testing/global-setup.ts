/**
 * Starts the real services once for all test files (`node --test --test-global-setup`), unless
 * HARBOR_TEST_SERVICES names the description of services that run already.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createTestFolder,
  removeAbandonedTestFolders,
  removeTestFolder,
} from '#infra/local/temporary-folders.ts';
import { startTestServices } from './start-services.ts';

let stop: () => Promise<void> = async () => {};

export async function globalSetup(): Promise<void> {
  if (process.env.HARBOR_TEST_SERVICES) return;
  await removeAbandonedTestFolders();
  const folder = await createTestFolder();
  const services = await startTestServices(folder);
  const description = join(folder, 'services.json');
  await writeFile(description, JSON.stringify(services.description), { mode: 0o600 });
  process.env.HARBOR_TEST_SERVICES = description;
  stop = async () => {
    await services.stop();
    await removeTestFolder(folder);
  };
}

export async function globalTeardown(): Promise<void> {
  await stop();
}
