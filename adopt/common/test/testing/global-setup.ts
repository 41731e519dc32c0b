/** Starts the real services once for all test files: `node --test --test-global-setup`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProcesses } from '#infra/local/processes.ts';
import {
  createTestFolder,
  removeAbandonedTestFolders,
  removeTestFolder,
} from '#infra/local/temporary-folders.ts';
import { startServices } from '../../local/services.ts';
import type { ServicesDescription } from './services.ts';

let stop: () => Promise<void> = async () => {};

export async function globalSetup(): Promise<void> {
  await removeAbandonedTestFolders();
  const folder = await createTestFolder();
  const processes = createProcesses(folder);
  stop = async () => {
    await processes.stop();
    await removeTestFolder(folder);
  };
  const { secrets, databaseUrl, databaseCa, s3Endpoint, temporalAddress, adminUrl } =
    await startServices(processes.start, folder);
  const description: ServicesDescription = {
    urls: {
      admin: adminUrl,
      harbor_owner: databaseUrl('harbor_owner'),
      harbor_portal: databaseUrl('harbor_portal'),
      harbor_worker: databaseUrl('harbor_worker'),
    },
    ca: databaseCa,
    s3: { endpoint: s3Endpoint, accessKeyId: 'admin', secretAccessKey: secrets.s3Admin },
    temporalAddress,
  };
  const file = join(folder, 'services.json');
  await writeFile(file, JSON.stringify(description), { mode: 0o600 });
  process.env.HARBOR_TEST_SERVICES = file;
}

export async function globalTeardown(): Promise<void> {
  await stop();
}
