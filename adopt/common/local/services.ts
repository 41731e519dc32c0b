/** PostgreSQL, SeaweedFS and Temporal on free ports, with the data of the last start. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatabase, createRoles } from '#infra/local/database.ts';
import { freePorts } from '#infra/local/ports.ts';
import { startPostgres } from '#infra/local/postgres.ts';
import { postgresFolderFor } from '#infra/local/postgres-binaries.ts';
import type { StartProcess } from '#infra/local/processes.ts';
import { findProgram } from '#infra/local/programs.ts';
import { startSeaweedfs } from '#infra/local/seaweedfs.ts';
import { startTemporal } from '#infra/local/temporal.ts';
import { migrateProduct } from '#infra/postgres/product-schema.ts';
import { ensureBucket } from '#infra/s3/bucket.ts';
import { createS3 } from '#infra/s3/client.ts';

export const bucket = 'harbor-documents';
const database = 'harbor';
const cache = join(import.meta.dirname, '../.state/programs');

/** The password of each login, and the S3 keys of each process. */
const secretNames = [
  'admin',
  'harbor_owner',
  'harbor_portal',
  'harbor_worker',
  's3Admin',
  's3Portal',
  's3Worker',
  'pages',
] as const;
export type Secrets = Record<(typeof secretNames)[number], string>;

export interface Services {
  secrets: Secrets;
  /** The superuser's login, which only the launcher and the tests have. */
  adminUrl: string;
  databaseUrl(role: 'harbor_owner' | 'harbor_portal' | 'harbor_worker'): string;
  databaseCa: string;
  s3Endpoint: string;
  temporalAddress: string;
  temporalUi: string;
}

export async function startServices(start: StartProcess, folder: string): Promise<Services> {
  const secrets = await installationSecrets(folder);
  const [postgresPort = 0, s3Port = 0, port = 0, uiPort = 0] = await freePorts(4);
  const ui = { port: uiPort, key: secrets.pages };
  const [postgres] = await Promise.all([
    startDatabase(start, folder, postgresPort, secrets),
    startStorage(start, folder, s3Port, secrets),
    findProgram('temporal', { cache }).then(({ path: program }) =>
      startTemporal({ start, program, port, ui, databaseFile: join(folder, 'temporal.db') }),
    ),
  ]);
  return {
    secrets,
    adminUrl: postgres.url('postgres', 'postgres', secrets.admin),
    databaseUrl: (role) => postgres.url(database, role, secrets[role]),
    databaseCa: postgres.ca,
    s3Endpoint: `http://127.0.0.1:${s3Port}`,
    temporalAddress: `127.0.0.1:${port}`,
    temporalUi: `http://localhost:${uiPort}/?key=${secrets.pages}`,
  };
}

async function startDatabase(start: StartProcess, folder: string, port: number, secrets: Secrets) {
  const { admin: adminPassword, harbor_owner, harbor_portal, harbor_worker } = secrets;
  const postgres = await startPostgres({
    start,
    folder: postgresFolderFor(folder),
    port,
    adminPassword,
  });
  await createRoles(postgres, { harbor_owner, harbor_portal, harbor_worker });
  await createDatabase(postgres, database);
  await migrateProduct({
    url: postgres.url(database, 'harbor_owner', harbor_owner),
    ca: postgres.ca,
  });
  return postgres;
}

/** The portal writes uploads, the worker reads them; neither can list, or do the other's part. */
async function startStorage(start: StartProcess, folder: string, port: number, secrets: Secrets) {
  const { path: program } = await findProgram('weed', { cache });
  const identity = (name: string, secretAccessKey: string, actions: string[]) => ({
    name,
    accessKeyId: name,
    secretAccessKey,
    actions,
  });
  const identities = [
    identity('admin', secrets.s3Admin, ['Admin']),
    identity('portal', secrets.s3Portal, [`Read:${bucket}`, `Write:${bucket}/uploads/*`]),
    identity('worker', secrets.s3Worker, [`Read:${bucket}`]),
  ];
  await startSeaweedfs({ start, program, folder: join(folder, 's3'), port, identities });
  const s3 = createS3({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    accessKeyId: 'admin',
    secretAccessKey: secrets.s3Admin,
  });
  await ensureBucket(s3, bucket);
  s3.destroy();
}

/**
 * Made at the first start. DEMO ONLY: in a file (0600); in production they come from a secret
 * store.
 */
async function installationSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const made = Object.fromEntries(
    secretNames.map((name) => [name, randomBytes(24).toString('hex')]),
  );
  await writeFile(file, JSON.stringify(made), { mode: 0o600, flag: 'wx' }).catch(() => {});
  return JSON.parse(await readFile(file, 'utf8')) as Secrets;
}
