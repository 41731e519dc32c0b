/**
 * Starts the services that the system needs, in parallel where they do not depend on each other.
 */
import { join } from 'node:path';
import { createS3 } from '#infra/s3/client.ts';
import { ensureBucket } from '#infra/s3/bucket.ts';
import { documentsBucket, s3Rights, trailBucket } from '#infra/s3/rights.ts';
import { migrateProduct } from '#infra/postgres/product-schema.ts';
import type { Console } from './console.ts';
import { createDatabase, createRoles, databaseRoles, type RolePasswords } from './database.ts';
import { startMaildev } from './maildev.ts';
import type { Ports } from './well-known-ports.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import type { StartProcess } from './processes.ts';
import { findProgram, type Program, type ProgramName } from './programs.ts';
import type { Secrets } from './secrets.ts';
import { startSeaweedfs, type S3Identity } from './seaweedfs.ts';
import { startTemporal } from './temporal.ts';
import type { LauncherWing } from './wing.ts';

export const database = 'harbor';

export interface Foundation {
  start: StartProcess;
  console: Console;
  stateFolder: string;
  /** PostgreSQL's own; not always inside the state folder. */
  postgresFolder: string;
  programsFolder: string;
  ports: Ports;
  secrets: Secrets;
  wing?: LauncherWing | undefined;
}

/** A pool has ten connections. Together less than the server's 100. */
const connectionLimits = {
  harbor_owner: 4,
  harbor_portal: 34,
  harbor_worker: 32,
  harbor_codec: 12,
};

/** Starts PostgreSQL, and migrates its schema. */
export async function startDatabase(foundation: Foundation): Promise<Postgres> {
  const { start, console, ports, secrets, postgresFolder: folder } = foundation;
  const options = { start, folder, port: ports.postgres, adminPassword: secrets.postgresAdmin };
  const postgres = await console.step('PostgreSQL 18 with TLS', () => startPostgres(options));
  const owner = {
    url: postgres.url(database, 'harbor_owner', secrets.harbor_owner),
    ca: postgres.ca,
  };
  await console.step('Roles and schema', async () => {
    await createRoles(postgres, passwordsOf(foundation), connectionLimits);
    await createDatabase(postgres, database);
    await migrateProduct(owner);
  });
  return postgres;
}

function passwordsOf({ secrets, wing }: Foundation): RolePasswords {
  const all: Record<string, string> = secrets;
  const roles = [...databaseRoles, ...(wing?.databaseRoles ?? [])];
  return Object.fromEntries(roles.map((role) => [role, all[role] ?? ''])) as RolePasswords;
}

/** Starts SeaweedFS and makes the buckets. */
export async function startObjectStore(foundation: Foundation): Promise<void> {
  const { start, console, stateFolder, ports, secrets, wing } = foundation;
  const { path: program } = await provideProgram('weed', foundation);
  const folder = join(stateFolder, 's3');
  await console.step('SeaweedFS (S3) and its buckets', async () => {
    await startSeaweedfs({
      start,
      program,
      folder,
      port: ports.s3,
      identities: [...identities(secrets), ...(wing?.s3Identities(secrets) ?? [])],
    });
    const s3 = createS3({
      endpoint: `http://127.0.0.1:${ports.s3}`,
      region: 'us-east-1',
      accessKeyId: secrets.s3AdminKeyId,
      secretAccessKey: secrets.s3AdminKey,
    });
    const buckets = [documentsBucket, ...(wing?.buckets ?? [])];
    await Promise.all([
      ...buckets.map((name) => ensureBucket(s3, name)),
      ensureBucket(s3, trailBucket, { keepForDays: 1 }),
    ]);
    s3.destroy();
  });
}

/** Starts the Temporal server and returns its program, which is the command-line client too. */
export async function startWorkflowServer(foundation: Foundation): Promise<Program> {
  const { start, console, stateFolder, ports, secrets } = foundation;
  const program = await provideProgram('temporal', foundation);
  await console.step('Temporal server', () =>
    startTemporal({
      start,
      program: program.path,
      port: ports.temporal,
      ui: { port: ports['temporal-ui'], key: secrets.pages },
      databaseFile: temporalDatabase(stateFolder),
    }),
  );
  return program;
}

/** The file that keeps workflow history. */
export function temporalDatabase(stateFolder: string): string {
  return join(stateFolder, 'temporal.db');
}

/** Starts the mail sink, and returns the address of its API. */
export function startMail(foundation: Foundation): Promise<string> {
  const { start, console, stateFolder, ports, secrets } = foundation;
  const folder = join(stateFolder, 'mail');
  const page = { port: ports.mail, key: secrets.pages };
  return console.step('Mail sink', () =>
    startMaildev({ start, folder, smtpPort: ports.smtp, page }),
  );
}

function provideProgram(
  name: ProgramName,
  { console, programsFolder: cache }: Foundation,
): Promise<Program> {
  const find = (): Promise<Program> =>
    findProgram(name, { cache, onProgress: console.download(name) });
  return console.step(`Program ${name}`, find, ({ origin }) => origin);
}

function identities(secrets: Secrets): S3Identity[] {
  return [
    {
      name: 'launcher',
      accessKeyId: secrets.s3AdminKeyId,
      secretAccessKey: secrets.s3AdminKey,
      actions: ['Admin'],
    },
    {
      name: 'portal',
      accessKeyId: secrets.s3PortalKeyId,
      secretAccessKey: secrets.s3PortalKey,
      actions: s3Rights.portal,
    },
    {
      name: 'worker',
      accessKeyId: secrets.s3WorkerKeyId,
      secretAccessKey: secrets.s3WorkerKey,
      actions: s3Rights.worker,
    },
  ];
}
