/** The worker process: reads its settings, connects, works, and drains when it is asked to stop. */
import { createActivities } from '#activities/index.ts';
import { readConfig } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { vaultOptions } from '#infra/config/vault-settings.ts';
import { createKeyProvider } from '#infra/kms/create-key-provider.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { createGuardedWorker } from '#infra/temporal/worker.ts';
import { createIntakes } from '#intake/intakes.ts';
import { storedTypes } from '#intake/stored-types.ts';
import { createVault } from '#vault/index.ts';
import { workerSettings } from './settings.ts';

async function main(): Promise<void> {
  const config = readConfig(workerSettings);
  const { database, s3: s3Options, bucket, keys, tenant } = vaultOptions(config);
  const logger = createLogger({ name: 'worker', level: config.HARBOR_LOG_LEVEL });
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
  const worker = await createGuardedWorker({
    activities: createActivities({ vault, intakes: createIntakes({ pool }) }),
    workflowBundle: { codePath: config.HARBOR_WORKFLOW_BUNDLE },
    identity: 'worker',
    logger,
  });
  logger.info({ event: 'ready' });
  // Ends when SIGTERM or SIGINT has come, and what was begun is finished or handed back.
  await worker.run();
  await worker.connection?.close();
  await pool.end();
  s3.destroy();
}

await main().catch(fail('The worker failed'));
