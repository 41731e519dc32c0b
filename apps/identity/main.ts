/**
 * DEMO ONLY: the identity provider, in a process of its own. README.md says how to use yours
 * instead.
 */
import { once } from 'node:events';
import { readConfig } from '#infra/config/config.ts';
import { certificateOf, hostsOf } from '#infra/config/groups.ts';
import { fail } from '#infra/config/fail.ts';
import { createServer } from '#infra/http/server.ts';
import { logCrashes } from '#infra/logging/log-crashes.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createIdentity } from './identity.ts';
import { identityOptions, identitySettings } from './settings.ts';

async function main(): Promise<void> {
  const config = readConfig(identitySettings);
  const logger = createLogger({ name: 'identity', level: config.HARBOR_LOG_LEVEL });
  logCrashes(logger);
  const certificate = certificateOf(config);
  const isTlsHere = certificate !== undefined;
  const hosts = hostsOf(config, config.HARBOR_CODEC_ISSUER);
  const app = await createIdentity({ ...identityOptions(config), logger, isTlsHere });
  const server = createServer(certificate, { hosts, requestTimeout: 30_000 }, app);

  function stop(): void {
    server.close(() => logger.info({ event: 'stopped' }));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 5_000).unref();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);

  server.listen(config.HARBOR_IDENTITY_PORT, config.HARBOR_IDENTITY_HOST);
  await once(server, 'listening');
  logger.info({ event: 'ready', port: config.HARBOR_IDENTITY_PORT });
}

await main().catch(fail('The identity provider could not start'));
