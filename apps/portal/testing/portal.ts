/** A portal on real services, for tests. visitor.ts has the users. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { startTestIdentity } from '#apps/identity/testing/identity.ts';
import { freePorts } from '#infra/local/ports.ts';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { listen } from '#infra/postgres/listen.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import type { StepPurpose } from '#contract/index.ts';
import { createTemporalClient } from '#infra/temporal/client.ts';
import { testBucket, testDatabase, testTemporal } from '#test/testing/services.ts';
import { createApplications, storedTypes, sweeper, worker } from '#lending/index.ts';
import { createSweeper, createVault, vaultDependencies } from '#vault/index.ts';
import { createInspectDocument } from '../documents/inspect.ts';
import { createPortal } from '../portal.ts';
import type { User } from '../http/user.ts';
import type { PortalExtension } from '../extension.ts';

export type TestPortal = Awaited<ReturnType<typeof startTestPortal>>;

/** Starts a portal on a free port with its own database, bucket and key. Collects its log lines. */
export async function startTestPortal(
  options: {
    temporalAddress?: string;
    maxDocumentBytes?: number;
    /** Have documents read as they are uploaded, which takes time. */
    inspects?: boolean;
    url?: string;
    extension?: PortalExtension;
    /** The address of a pooler, for that of a database: all but LISTEN goes there. */
    pooled?: (url: string) => string;
  } = {},
) {
  const taskQueue = `test-${randomUUID()}`;
  const address = options.temporalAddress ?? testTemporal().address;
  const temporal = await createTemporalClient({ identity: 'portal', address, taskQueue });
  const database = await testDatabase();
  const bucket = await testBucket();
  const folder = await mkdtemp(join(tmpdir(), 'harbor-portal-'));
  const keyFile = join(folder, 'key');
  await createKeyFile(keyFile);
  const keys = await createLocalKeyProvider(keyFile);
  const s3 = createS3(bucket.options);
  const { pooled = (url: string) => url } = options;
  const config = (url: string) => ({ url: pooled(url), ca: database.ca });
  const pool = createPool(config(database.portalUrl));
  const ownerPool = createPool(config(database.ownerUrl));
  const workerPool = createPool(config(database.workerUrl));
  const stored = { s3, bucket: bucket.name };
  const vaultFor = (of: typeof pool) =>
    createVault({ types: storedTypes, pool: of, ...stored, keys, tenant: 'test' });
  const log: string[] = [];
  const logger = createLogger({ name: 'portal' }, { write: (line) => void log.push(line) });
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const portalUrl = options.url ?? `http://localhost:${port}`;
  const identity = await startTestIdentity('http://localhost:8080', undefined, {
    portalUrl,
    portalLogoutUrl: `${url}/sign-in/back-channel-logout`,
  });
  const portal = createPortal({
    pool,
    temporal,
    taskQueue,
    logger,
    inspect: options.inspects ? createInspectDocument({ logger }) : undefined,
    vault: vaultFor(pool),
    vaultSweeper: createSweeper({ pool, ...stored, actor: sweeper, prefix: 'uploads/' }),
    dependencies: vaultDependencies({ pool, ...stored, keys, tenant: 'test' }),
    sessionSecret: randomUUID(),
    signIn: {
      issuer: identity.issuer,
      clientId: 'harbor-portal',
      clientSecret: identity.clientSecrets.portal,
      scopes: 'openid profile',
      rolesClaim: 'roles',
    },
    url: portalUrl,
    maxDocumentBytes: options.maxDocumentBytes ?? 1024 * 1024,
    extension: options.extension,
  });
  const listener = await listen(
    { url: database.portalUrl, ca: database.ca, pool },
    portal.channels,
    portal.timelineChanges.notifyAll,
  );
  await portal.http.listen(port, '127.0.0.1');

  async function objects(): Promise<string[]> {
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: stored.bucket }));
    return (listed.Contents ?? []).map(({ Key }) => Key ?? '');
  }

  /** How many rows a table has, regardless of row-level security. */
  async function count(table: string): Promise<number> {
    const [name] = table.split(' ');
    await ownerPool.query(`alter table ${name} no force row level security`);
    const counting = `select count(*)::int as count from ${table}`;
    return (await ownerPool.query<{ count: number }>(counting)).rows[0]?.count ?? 0;
  }

  async function addUser(role: User['role']): Promise<{ id: string; email: string }> {
    const email = `${randomUUID()}@example.com`;
    const { subject } = identity.add({ email, displayName: `Test ${role}`, role });
    const { rows } = await ownerPool.query<{ id: string }>(
      'insert into users (issuer, subject, role) values ($1, $2, $3) returning id',
      [identity.issuer, subject, role],
    );
    return { id: rows[0]?.id ?? '', email };
  }

  async function stop(): Promise<void> {
    await portal.stop(1_000);
    await identity.stop();
    await listener.close();
    await temporal.connection.close();
    await Promise.all([pool, ownerPool, workerPool].map((one) => one.end()));
    for (const Key of await objects())
      await s3.send(new DeleteObjectCommand({ Bucket: stored.bucket, Key }));
    s3.destroy();
    await Promise.all([database.drop(), bucket.drop(), rm(folder, { recursive: true })]);
  }

  return {
    url,
    identity,
    log,
    portal,
    temporal,
    taskQueue,
    vault: vaultFor(pool),
    applications: createApplications({ pool }),
    ownerPool,
    /** What the worker process uses. */
    worker: {
      vault: (purpose: StepPurpose) => vaultFor(workerPool).as({ ...worker, purpose }),
      applications: createApplications({ pool: workerPool }),
    },
    s3,
    bucket: stored.bucket,
    objects,
    count,
    addUser,
    stop,
  };
}

/** An address at which no server listens. */
export const unreachable = '127.0.0.1:1';
