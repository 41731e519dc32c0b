/**
 * The credit bureau's stand-in: an outside party, in a process of its own. In production, its
 * address is a real bureau's.
 */
import { once } from 'node:events';
import { readConfig } from '#infra/config/config.ts';
import { certificateOf, hostsOf } from '#infra/config/groups.ts';
import { fail } from '#infra/config/fail.ts';
import { logCrashes } from '#infra/logging/log-crashes.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createBureau } from './bureau.ts';
import { bureauSettings } from './settings.ts';

async function main(): Promise<void> {
  const config = readConfig(bureauSettings);
  const logger = createLogger({ name: 'credit-bureau', level: config.HARBOR_LOG_LEVEL });
  logCrashes(logger);
  const bureau = createBureau({
    apiKey: config.HARBOR_BUREAU_API_KEY,
    certificate: certificateOf(config),
    hosts: hostsOf(config),
    onRequest: (request) => logger.info({ event: 'request', ...request }),
  });

  function stop(): void {
    bureau.close(() => logger.info({ event: 'stopped' }));
    // A request that waits for a slow answer would keep the process alive until then.
    bureau.closeAllConnections();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);

  bureau.listen(config.HARBOR_BUREAU_PORT, config.HARBOR_BUREAU_HOST);
  await once(bureau, 'listening');
  logger.info({ event: 'ready', port: config.HARBOR_BUREAU_PORT });
}

await main().catch(fail('The credit bureau could not start'));
