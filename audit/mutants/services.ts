/** What all mutants share: the services, started once from the unchanged sources. */
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { productProcesses } from '#infra/local/product-processes.ts';
import type { Installation } from '#infra/local/installation.ts';
import { createConsole } from '#infra/local/console.ts';
import { endpointsOf, type Endpoints } from '#infra/local/endpoints.ts';
import { programsFolder } from '#infra/local/options.ts';
import { choosePorts } from '#infra/local/well-known-ports.ts';
import { postgresFolderFor } from '#infra/local/postgres-binaries.ts';
import { createProcesses, type StartProcess } from '#infra/local/processes.ts';
import { installationSecrets } from '#infra/local/secrets.ts';
import { database, type Foundation } from '#infra/local/services.ts';
import { startServices as startAll } from '#infra/local/start-services.ts';
import { createTestFolder, removeTestFolder } from '#infra/local/temporary-folders.ts';

export interface Services {
  /** Starts a process that is stopped with the services at the latest. */
  start: StartProcess;
  folder: string;
  endpoints: Endpoints;
  /** The settings of portal and worker, with their own database. */
  surroundings(database: string): Installation;
  /** Creates a copy of the migrated, empty database. */
  newDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, SeaweedFS, Temporal, the mail sink and the bureau on free ports, in a
 * temporary folder.
 */
export async function startServices(): Promise<Services> {
  const folder = await createTestFolder();
  const processes = createProcesses(folder);
  async function stop(): Promise<void> {
    await processes.stop();
    await removeTestFolder(folder);
    await removeTestFolder(postgresFolderFor(folder));
  }
  try {
    const foundation = await layFoundation(folder, processes.start);
    const around = await startAll(foundation);
    for (const spec of productProcesses(around))
      if (spec.name === 'credit-bureau') await processes.start(spec);
    return {
      start: processes.start,
      folder,
      stop,
      endpoints: endpointsOf(foundation, around),
      surroundings: (name) => ({
        ...around,
        databaseUrl: (role) =>
          around.databaseUrl(role).replace(new RegExp(`/${database}$`), `/${name}`),
      }),
      newDatabase: (name) =>
        asAdmin(
          foundation,
          around,
          `create database ${name} template ${database} owner harbor_owner`,
        ),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function layFoundation(stateFolder: string, start: Foundation['start']): Promise<Foundation> {
  return {
    start,
    stateFolder,
    programsFolder,
    console: createConsole(() => {}),
    postgresFolder: postgresFolderFor(stateFolder),
    ports: await choosePorts('auto'),
    secrets: await installationSecrets(stateFolder),
  };
}

async function asAdmin(
  { ports, secrets }: Foundation,
  around: Installation,
  statement: string,
): Promise<void> {
  const client = new pg.Client({
    connectionString: `postgres://postgres:${secrets.postgresAdmin}@localhost:${ports.postgres}/postgres`,
    ssl: { ca: await readFile(around.databaseCa, 'utf8') },
  });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
