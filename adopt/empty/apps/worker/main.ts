/** The worker process: reads its settings, connects, works, and drains when it is asked to stop. */
import { createActivities } from '#activities/index.ts';
import { readConfig } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createGuardedWorker } from '#infra/temporal/worker.ts';
import { workerSettings } from './settings.ts';

async function main(): Promise<void> {
  const config = readConfig(workerSettings);
  const logger = createLogger({ name: 'worker', level: config.HARBOR_LOG_LEVEL });
  const worker = await createGuardedWorker({
    activities: createActivities(),
    workflowBundle: { codePath: config.HARBOR_WORKFLOW_BUNDLE },
    identity: 'worker',
    logger,
  });
  logger.info({ event: 'ready' });
  // Ends when SIGTERM or SIGINT has come, and what was begun is finished or handed back.
  await worker.run();
  await worker.connection?.close();
}

await main().catch(fail('The worker failed'));
