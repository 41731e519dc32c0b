/**
 * Starts the real services once for all test files (`node --test --test-global-setup`), and the
 * whole system when the first test asks for it. With HARBOR_TEST_SERVICES, which names the
 * description of running services, it starts none.
 */
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createTestLauncher, type TestLauncher } from '#infra/local/spawn-launcher.ts';
import {
  createTestFolder,
  removeAbandonedTestFolders,
  removeTestFolder,
} from '#infra/local/temporary-folders.ts';
import { startTestServices, type TestRun } from './start-services.ts';
import type { SharedSystem } from './system.ts';

let stop: () => Promise<void> = async () => {};

export async function globalSetup(): Promise<void> {
  if (process.env.HARBOR_TEST_SERVICES) return;
  await removeAbandonedTestFolders();
  const folder = await createTestFolder();
  const services = await startTestServices(folder);
  const launcher = await createTestLauncher();
  const sharedSocket = join(folder, 'system.sock');
  const server = offerSystem(launcher, sharedSocket);
  const run: TestRun = { ...services.description, sharedSocket, folder };
  const description = join(folder, 'services.json');
  await writeFile(description, JSON.stringify(run), { mode: 0o600 });
  process.env.HARBOR_TEST_SERVICES = description;
  stop = async () => {
    server.close();
    await Promise.all([launcher.remove(), services.stop()]);
    await removeTestFolder(folder);
  };
}

export async function globalTeardown(): Promise<void> {
  await stop();
}

/** Answers each connection with the system, which the first connection starts. */
function offerSystem(launcher: TestLauncher, socket: string): Server {
  let starting: Promise<SharedSystem> | undefined;
  const server = createServer((connection) => {
    // A test file that ends before it gets an answer is no failure of the run.
    connection.on('error', () => {});
    starting ??= startSystem(launcher);
    void starting.then(JSON.stringify, report).then((answer) => connection.end(answer));
  });
  return server.listen(socket);
}

async function startSystem(launcher: TestLauncher): Promise<SharedSystem> {
  const printed = await launcher.start();
  return { printed, stateFolder: launcher.stateFolder, endpoints: await launcher.endpoints() };
}

function report(error: unknown): string {
  process.stderr.write(`The shared system did not start: ${String(error)}\n`);
  return '';
}
