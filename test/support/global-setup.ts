/**
 * Starts the real services once for all test files (`node --test --test-global-setup`), unless
 * HARBOR_TEST_SERVICES names the description of services that run already.
 */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServices } from './start-services.ts';

let stop: () => Promise<void> = async () => {};

export async function globalSetup(): Promise<void> {
  if (process.env.HARBOR_TEST_SERVICES) return;
  const folder = await mkdtemp(join(tmpdir(), 'harbor-test-'));
  // Others may pass through, though not look: PostgreSQL may have to run as another user than this one.
  await chmod(folder, 0o711);
  const services = await startTestServices(folder);
  const description = join(folder, 'services.json');
  await writeFile(description, JSON.stringify(services.description), { mode: 0o600 });
  process.env.HARBOR_TEST_SERVICES = description;
  stop = async () => {
    await services.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

export async function globalTeardown(): Promise<void> {
  await stop();
}
