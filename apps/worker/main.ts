/** The worker process: reads its settings, connects, works, and drains on SIGTERM or SIGINT. */
import { createBothScanners } from '#activities/scanning/both-scanners.ts';
import { createClamavScanner } from '#activities/scanning/clamav-scanner.ts';
import { createBuiltInScanner } from '#activities/scanning/document-scanner.ts';
import type { DocumentScanner } from '#activities/scanning/document-scanner.ts';
import { createActivities } from '#activities/index.ts';
import { createCreditBureau } from '#activities/outside/credit-bureau.ts';
import { createMail } from '#activities/outside/mail.ts';
import { checkReader } from '#activities/reading/document-reader.ts';
import { outsideOptions } from '#activities/outside/settings.ts';
import { readConfig } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { vaultOptions } from '#infra/config/vault-settings.ts';
import { serveHealth } from '#infra/http/health.ts';
import { createReadiness } from '#infra/http/readiness.ts';
import { createKeyProvider } from '#infra/kms/create-key-provider.ts';
import { logCrashes } from '#infra/logging/log-crashes.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { createTemporalClient } from '#infra/temporal/client.ts';
import { createGuardedWorker } from '#infra/temporal/worker.ts';
import { createApplications, storedTypes, worker as actor } from '#lending/index.ts';
import { checkKeys, createSweeper, createVault, vaultDependencies } from '#vault/index.ts';
import { beginAnchoring } from './anchoring.ts';
import { beginSweeping } from './sweeping.ts';
import { createReconciliation } from './reconciliation.ts';
import { workerSettings } from './settings.ts';

async function main(): Promise<void> {
  const config = readConfig(workerSettings);
  const { database, bucket, tenant, ...options } = vaultOptions(config);
  const outside = outsideOptions(config);
  const logger = createLogger({ name: 'worker', level: config.HARBOR_LOG_LEVEL });
  logCrashes(logger);
  const pool = createPool(database);
  const s3 = createS3(options.s3);
  const keys = await createKeyProvider(options.keys);
  const storage = { pool, s3, bucket, keys, tenant };
  const absentKeys = await checkKeys(storage);
  if (absentKeys.length > 0) logger.error({ event: 'keys-absent', count: absentKeys.length });
  const mail = createMail(outside.mail);
  const applications = createApplications({ pool });
  const activities = createActivities({
    ...outside,
    vault: createVault({ types: storedTypes, ...storage }),
    applications,
    bureau: createCreditBureau(outside.bureau),
    mail,
    scanner: createScanner(config.HARBOR_CLAMAV_SOCKET),
    logger,
  });
  const worker = await createGuardedWorker({
    activities,
    workflowBundle: { codePath: config.HARBOR_WORKFLOW_BUNDLE },
    identity: 'worker',
    logger,
  });
  // A library that cannot be loaded would make every document unreadable, and not say why.
  await checkReader();
  const temporal = await createTemporalClient({ identity: 'worker' });
  const reconciliation = createReconciliation({ temporal, applications, logger });

  const healthPort = config.HARBOR_WORKER_HEALTH_PORT;
  const closeHealth =
    healthPort &&
    (await serveHealth(healthPort, {
      isAlive: () => worker.getState() === 'RUNNING',
      readiness: createReadiness({ dependencies: vaultDependencies(storage), logger }),
    }));

  // Ends after SIGTERM or SIGINT, once each task is finished or handed back.
  const running = worker.run();
  const sweeping = beginSweeping(
    createSweeper({ pool, s3, bucket, actor, prefix: 'letters/' }),
    logger,
  );
  const anchoring = beginAnchoring({ pool, s3, bucket: config.HARBOR_TRAIL_BUCKET }, logger);
  reconciliation.begin();
  logger.info({ event: 'ready' });
  await running;
  if (closeHealth) closeHealth();
  sweeping.end();
  anchoring.end();
  reconciliation.end();
  await temporal.connection.close();
  // The SDK closes only its own connections, and an open one keeps the process alive.
  await worker.connection?.close();
  mail.close();
  await pool.end();
  s3.destroy();
  logger.info({ event: 'stopped' });
}

await main().catch(fail('The worker failed'));

function createScanner(clamavSocket: string | undefined): DocumentScanner {
  const builtIn = createBuiltInScanner();
  return clamavSocket ? createBothScanners(createClamavScanner(clamavSocket), builtIn) : builtIn;
}
