import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createDatabase, createRoles, type RolePasswords } from '#infra/local/database.ts';
import { freePorts } from '#infra/local/ports.ts';
import { startPostgres, type Postgres } from '#infra/local/postgres.ts';
import { createProcesses, type StartProcess } from '#infra/local/processes.ts';
import { findProgram } from '#infra/local/programs.ts';
import { startSeaweedfs } from '#infra/local/seaweedfs.ts';
import { startTemporal } from '#infra/local/temporal.ts';
import { migrateProduct } from '#infra/postgres/product-schema.ts';

/** What a test file needs to reach the services. */
export interface ServicesDescription {
  postgres: {
    port: number;
    ca: string;
    adminPassword: string;
    passwords: RolePasswords & { harbor_codec: string };
  };
  s3: { endpoint: string; accessKeyId: string; secretAccessKey: string };
  temporal: { address: string; cli: string };
}

/** What the files of one test run share; `services.ts` reads it. */
export interface TestRun extends ServicesDescription {
  /** The socket that describes the whole system (`system.ts`). */
  sharedSocket: string;
  /** Removed at the end of the run. */
  folder: string;
}

/** The database that each test file gets a copy of. */
export const templateDatabase = 'harbor_template';

const programs = join(import.meta.dirname, '../../.harbor/programs');
const secret = (): string => randomBytes(24).toString('hex');

/**
 * Starts PostgreSQL, SeaweedFS and Temporal on free ports; everything they write goes to `folder`.
 */
export async function startTestServices(
  folder: string,
): Promise<{ description: ServicesDescription; stop: () => Promise<void> }> {
  const { start, stop } = createProcesses(folder);
  try {
    const [postgres, s3, temporal] = await Promise.all([
      startDatabase(start, folder),
      startS3(start, folder),
      startServer(start),
    ]);
    return { description: { postgres, s3, temporal }, stop: () => stop() };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startDatabase(start: StartProcess, folder: string) {
  const [port = 0] = await freePorts(1);
  const adminPassword = secret();
  const passwords = {
    harbor_owner: secret(),
    harbor_portal: secret(),
    harbor_worker: secret(),
    harbor_codec: secret(),
  };
  // Nothing outlives the tests, so nothing needs to wait for the disk.
  const settings = { fsync: 'off', max_connections: '300' };
  const postgres = await startPostgres({ start, folder, port, adminPassword, settings });
  await createRoles(postgres, passwords);
  await createTemplate(postgres, passwords);
  return { port, ca: postgres.ca, adminPassword, passwords };
}

async function createTemplate(postgres: Postgres, passwords: RolePasswords): Promise<void> {
  await createDatabase(postgres, templateDatabase);
  const url = postgres.url(templateDatabase, 'harbor_owner', passwords.harbor_owner);
  await migrateProduct({ url, ca: postgres.ca });
}

async function startS3(start: StartProcess, folder: string) {
  const [{ path: program }, [port = 0]] = await Promise.all([
    findProgram('weed', { cache: programs }),
    freePorts(1),
  ]);
  const keys = { accessKeyId: secret(), secretAccessKey: secret() };
  const identities = [{ name: 'tests', ...keys, actions: ['Admin'] }];
  await startSeaweedfs({ start, program, folder: join(folder, 's3'), port, identities });
  return { endpoint: `http://127.0.0.1:${port}`, ...keys };
}

async function startServer(start: StartProcess) {
  const [{ path: program }, [port = 0]] = await Promise.all([
    findProgram('temporal', { cache: programs }),
    freePorts(1),
  ]);
  await startTemporal({ start, program, port });
  return { address: `127.0.0.1:${port}`, cli: program };
}
