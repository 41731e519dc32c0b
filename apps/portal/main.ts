/** The portal process: reads its settings, connects, serves, and drains when it is asked to stop. */
import { readConfig, vaultSettings } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { readCertificate } from '#infra/http/server.ts';
import { createKeyProvider } from '#infra/kms/create-key-provider.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { listen } from '#infra/postgres/listen.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { createTemporalClient } from '#infra/temporal/client.ts';
import { createSweeper, createVault } from '#vault/index.ts';
import { createPortal } from './portal.ts';
import { findExtension } from './extension.ts';

const drainMs = 30_000;

async function main(): Promise<void> {
  const extension = await findExtension();
  const config = readConfig([
    ...vaultSettings,
    'HARBOR_TLS_CERT',
    'HARBOR_TLS_KEY',
    'HARBOR_PORTAL_HOST',
    'HARBOR_PORTAL_PORT',
    'HARBOR_PORTAL_URL',
    'HARBOR_SESSION_SECRET',
    'HARBOR_MAX_DOCUMENT_BYTES',
    ...(extension?.settings ?? []),
  ]);
  const logger = createLogger({ name: 'portal', level: config.HARBOR_LOG_LEVEL });
  const pool = createPool(config);
  const s3 = createS3(config);
  const bucket = config.HARBOR_S3_BUCKET;
  const keys = await createKeyProvider(config);
  const temporal = await createTemporalClient({ identity: 'portal' });
  const portal = await createPortal({
    pool,
    temporal,
    logger,
    vault: createVault({ pool, s3, bucket, keys, tenant: config.HARBOR_TENANT }),
    vaultSweeper: createSweeper({ pool, s3, bucket }),
    sessionSecret: config.HARBOR_SESSION_SECRET,
    url: config.HARBOR_PORTAL_URL,
    certificate: readCertificate(config),
    maxDocumentBytes: config.HARBOR_MAX_DOCUMENT_BYTES,
    extension: extension?.createExtension(config),
  });
  const { timeline, sweeping } = portal;
  const listener = await listen(
    config,
    'application_events',
    timeline.changed,
    timeline.changedAll,
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
