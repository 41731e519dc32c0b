/** The worker process: reads its settings, connects, works, and drains when it is asked to stop. */
import { createBothScanners } from '#activities/scanning/both-scanners.ts';
import { createClamavScanner } from '#activities/scanning/clamav-scanner.ts';
import { createBuiltInScanner } from '#activities/scanning/document-scanner.ts';
import type { DocumentScanner } from '#activities/scanning/document-scanner.ts';
import { createActivities } from '#activities/index.ts';
import { createCreditBureau } from '#activities/outside/credit-bureau.ts';
import { createMail } from '#activities/outside/mail.ts';
import { readConfig, vaultSettings } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { serveHealth } from '#infra/http/health.ts';
import { createKeyProvider } from '#infra/kms/create-key-provider.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { createTemporalClient } from '#infra/temporal/client.ts';
import { createGuardedWorker } from '#infra/temporal/worker.ts';
import { createApplications, storedTypes, worker as actor } from '#lending/index.ts';
import { createSweeper, createVault } from '#vault/index.ts';
import { beginSweeping } from './sweeping.ts';
import { createReconciliation } from './reconciliation.ts';

async function main(): Promise<void> {
  const config = readConfig([
    ...vaultSettings,
    'HARBOR_PORTAL_URL',
    'HARBOR_BUREAU_URL',
    'HARBOR_BUREAU_API_KEY',
    'HARBOR_SMTP_URL',
    'HARBOR_MAIL_FROM',
    'HARBOR_REVIEWERS_MAIL',
    'HARBOR_WORKFLOW_BUNDLE',
    'HARBOR_WORKER_HEALTH_PORT',
    'HARBOR_CLAMAV_SOCKET',
  ]);
  const logger = createLogger({ name: 'worker', level: config.HARBOR_LOG_LEVEL });
  const pool = createPool(config);
  const s3 = createS3(config);
  const keys = await createKeyProvider(config);
  const mail = createMail({ smtpUrl: config.HARBOR_SMTP_URL, from: config.HARBOR_MAIL_FROM });
  const applications = createApplications({ pool });
  const activities = createActivities({
    vault: createVault({
      types: storedTypes,
      pool,
      s3,
      bucket: config.HARBOR_S3_BUCKET,
      keys,
      tenant: config.HARBOR_TENANT,
    }),
    applications,
    bureau: createCreditBureau({
      url: config.HARBOR_BUREAU_URL,
      apiKey: config.HARBOR_BUREAU_API_KEY,
    }),
    mail,
    scanner: createScanner(config.HARBOR_CLAMAV_SOCKET),
    logger,
    portalUrl: config.HARBOR_PORTAL_URL.replace(/\/+$/, ''),
    reviewersMail: config.HARBOR_REVIEWERS_MAIL,
  });
  const worker = await createGuardedWorker({
    activities,
    workflowBundle: { codePath: config.HARBOR_WORKFLOW_BUNDLE },
    identity: 'worker',
    logger,
  });
  const temporal = await createTemporalClient({ identity: 'worker' });
  const reconciliation = createReconciliation({ temporal, applications, logger });

  const healthPort = config.HARBOR_WORKER_HEALTH_PORT;
  const closeHealth =
    healthPort && (await serveHealth(healthPort, () => worker.getState() === 'RUNNING'));

  // Ends when SIGTERM or SIGINT has come, and what was begun is finished or handed back.
  const running = worker.run();
  const sweeping = beginSweeping(
    createSweeper({
      pool,
      s3,
      bucket: config.HARBOR_S3_BUCKET,
      actor,
      prefix: 'letters/',
    }),
    logger,
  );
  reconciliation.begin();
  logger.info({ event: 'ready' });
  await running;
  if (closeHealth) closeHealth();
  sweeping.end();
  reconciliation.end();
  await temporal.connection.close();
  // The SDK closes only a connection that it has made itself; an open one keeps the process alive.
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
