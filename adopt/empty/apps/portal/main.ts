/**
 * The portal process: reads its settings, connects, serves, and drains when it is asked to stop.
 */
import { readConfig } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { vaultOptions } from '#infra/config/vault-settings.ts';
import { createHttpServer } from '#infra/http/draining-server.ts';
import { createKeyProvider } from '#infra/kms/create-key-provider.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { createTemporalClient } from '#infra/temporal/client.ts';
import { storedTypes } from '#product/stored-types.ts';
import { createVault } from '#vault/index.ts';
import { createApp } from './app.ts';
import { portalSettings } from './settings.ts';

const drainMs = 30_000;

async function main(): Promise<void> {
  const config = readConfig(portalSettings);
  const { database, s3: s3Options, bucket, keys, tenant } = vaultOptions(config);
  const logger = createLogger({ name: 'portal', level: config.HARBOR_LOG_LEVEL });
  const pool = createPool(database);
  const s3 = createS3(s3Options);
  const vault = createVault({
    types: storedTypes,
    pool,
    s3,
    bucket,
    keys: await createKeyProvider(keys),
    tenant,
  });
  const temporal = await createTemporalClient({ identity: 'portal' });
  const http = createHttpServer(undefined, createApp({ logger, vault, temporal }));

  async function stop(): Promise<void> {
    await http.stop(drainMs);
    await temporal.connection.close();
    await pool.end();
    s3.destroy();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

  await http.listen(config.HARBOR_PORTAL_PORT, '127.0.0.1');
  logger.info({ event: 'ready' });
}

await main().catch(fail('The portal could not start'));
