/** The portal process: reads its settings, connects, serves, and drains on SIGTERM or SIGINT. */
import { readConfig } from '#infra/config/config.ts';
import { certificateOf } from '#infra/config/groups.ts';
import { fail } from '#infra/config/fail.ts';
import { vaultOptions } from '#infra/config/vault-settings.ts';
import { createKeyProvider } from '#infra/kms/create-key-provider.ts';
import { logCrashes } from '#infra/logging/log-crashes.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { listen } from '#infra/postgres/listen.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { createTemporalClient } from '#infra/temporal/client.ts';
import { storedTypes, sweeper } from '#lending/index.ts';
import {
  checkKeys,
  createSweeper,
  createVault,
  introduceKey,
  vaultDependencies,
} from '#vault/index.ts';
import { createInspectDocument } from './documents/inspect.ts';
import { createPortal } from './portal.ts';
import { findExtension } from './extension.ts';
import { portalSettings, signInOptions } from './settings.ts';

const drainMs = 30_000;

async function main(): Promise<void> {
  const extension = await findExtension();
  const config = readConfig({ ...portalSettings, ...extension?.settings });
  const { database, bucket, tenant, ...options } = vaultOptions(config);
  const certificate = certificateOf(config);
  const logger = createLogger({ name: 'portal', level: config.HARBOR_LOG_LEVEL });
  logCrashes(logger);
  const pool = createPool(database);
  const s3 = createS3(options.s3);
  const keys = await createKeyProvider(options.keys);
  const storage = { pool, s3, bucket, keys, tenant };
  const absentKeys = await checkKeys(storage);
  if (absentKeys.length > 0) logger.error({ event: 'keys-absent', count: absentKeys.length });
  await introduceKey(storage);
  const temporal = await createTemporalClient({ identity: 'portal' });
  const portal = createPortal({
    pool,
    temporal,
    logger,
    vault: createVault({ types: storedTypes, ...storage }),
    dependencies: vaultDependencies(storage),
    vaultSweeper: createSweeper({ pool, s3, bucket, actor: sweeper, prefix: 'uploads/' }),
    sessionSecret: config.HARBOR_SESSION_SECRET,
    signIn: signInOptions(config),
    url: config.HARBOR_PORTAL_URL,
    certificate,
    hosts: config.HARBOR_ALLOWED_HOSTS,
    trustedProxies: config.HARBOR_TRUSTED_PROXIES,
    inspect: createInspectDocument({ logger }),
    maxDocumentBytes: config.HARBOR_MAX_DOCUMENT_BYTES,
    extension: extension?.createExtension(config),
  });
  const { channels, timelineChanges, sweeping } = portal;
  const listener = await listen(
    { ...database, url: config.HARBOR_DATABASE_LISTEN_URL ?? database.url, pool },
    channels,
    timelineChanges.notifyAll,
  );

  async function stop(): Promise<void> {
    await portal.stop(drainMs);
    await listener.close();
    await temporal.connection.close();
    await pool.end();
    s3.destroy();
    logger.info({ event: 'stopped' });
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

  sweeping.begin();
  await portal.http.listen(config.HARBOR_PORTAL_PORT, config.HARBOR_PORTAL_HOST);
  logger.info({ event: 'ready' });
}

await main().catch(fail('The portal could not start'));
