/** The credit bureau's stand-in: an outside party, in a process of its own. Replace its address by a real one's. */
import { once } from 'node:events';
import { readConfig } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { readCertificate } from '#infra/http/server.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createBureau } from './bureau.ts';

async function main(): Promise<void> {
  const config = readConfig([
    'HARBOR_LOG_LEVEL',
    'HARBOR_BUREAU_HOST',
    'HARBOR_BUREAU_PORT',
    'HARBOR_BUREAU_API_KEY',
    'HARBOR_TLS_CERT',
    'HARBOR_TLS_KEY',
  ]);
  const logger = createLogger({ name: 'credit-bureau', level: config.HARBOR_LOG_LEVEL });
  const bureau = createBureau({
    apiKey: config.HARBOR_BUREAU_API_KEY,
    certificate: readCertificate(config),
    onRequest: (request) => logger.info({ event: 'request', ...request }),
  });

  function stop(): void {
    bureau.close(() => logger.info({ event: 'stopped' }));
    // What still waits for a slow answer would keep the process for as long as that takes.
    bureau.closeAllConnections();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);

  bureau.listen(config.HARBOR_BUREAU_PORT, config.HARBOR_BUREAU_HOST);
  await once(bureau, 'listening');
  logger.info({ event: 'ready', port: config.HARBOR_BUREAU_PORT });
}

await main().catch(fail('The credit bureau could not start'));
