import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createKeyFile } from '#infra/kms/local-key-file.ts';
import { documentsBucket } from '#infra/s3/rights.ts';
import type { Installation } from './installation.ts';
import { LauncherError } from './errors.ts';
import { logPath } from './processes.ts';
import {
  database,
  startDatabase,
  startMail,
  startObjectStore,
  startWorkflowServer,
  type Foundation,
} from './services.ts';

/** Starts all services in parallel and returns what the processes that use them must know. */
export async function startServices(foundation: Foundation): Promise<Installation> {
  const { console, stateFolder, ports, secrets, wing } = foundation;
  const keyFile = join(stateFolder, 'key-encryption-key');
  const wingKeyFiles = (wing?.keyFiles ?? []).map((name) => join(stateFolder, name));
  const workflowBundle = join(stateFolder, 'workflow-bundle.js');
  const temporaryFolder = join(stateFolder, 'tmp');
  const temporalProfile = join(stateFolder, 'temporal-profile.toml');
  const [postgres, temporal, mailApi] = await Promise.all([
    startDatabase(foundation),
    startWorkflowServer(foundation),
    startMail(foundation),
    startObjectStore(foundation),
    console.step('Workflow bundle', () => buildWorkflowBundle(workflowBundle, stateFolder)),
    ...[keyFile, ...wingKeyFiles].map((file) => createKeyFile(file)),
    mkdir(temporaryFolder, { recursive: true, mode: 0o700 }),
    writeFile(temporalProfile, '[profile.default]\n', { mode: 0o600 }),
  ]);
  return {
    stateFolder,
    ports,
    listen: ports,
    secrets,
    bucket: documentsBucket,
    keyFile,
    temporaryFolder,
    temporalProfile,
    workflowBundle,
    databaseCa: postgres.ca,
    databaseUrl: (role) => postgres.url(database, role, secrets[role]),
    temporalCli: temporal.path,
    mailApi,
  };
}

/**
 * In a process of its own: bundling blocks for seconds, while the services' output and probes need
 * attention.
 */
async function buildWorkflowBundle(file: string, stateFolder: string): Promise<void> {
  const script = join(import.meta.dirname, '../bundle/main.ts');
  const built = promisify(execFile)(process.execPath, [script, file]);
  await built.catch(async ({ stdout, stderr }: { stdout: string; stderr: string }) => {
    const log = logPath(stateFolder, 'workflow-bundle');
    await writeFile(log, stdout + stderr, { mode: 0o600 });
    throw new LauncherError(
      'LAUNCHER_PROCESS_FAILED',
      `the workflow bundle could not be built; the reasons are in ${log}`,
    );
  });
}
