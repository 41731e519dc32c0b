/** DEMO ONLY: the identity provider process. Your own provider takes its place: see README.md. */
import { once } from 'node:events';
import { readConfig } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { createServer, readCertificate } from '#infra/http/server.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createIdentity } from './identity.ts';

async function main(): Promise<void> {
  const config = readConfig([
    'HARBOR_LOG_LEVEL',
    'HARBOR_TLS_CERT',
    'HARBOR_TLS_KEY',
    'HARBOR_IDENTITY_HOST',
    'HARBOR_IDENTITY_PORT',
    'HARBOR_IDENTITY_SIGNING_KEY',
    'HARBOR_IDENTITY_UI_SECRET',
    'HARBOR_IDENTITY_CLI_SECRET',
    'HARBOR_IDENTITY_NAMESPACES',
    'HARBOR_CODEC_ISSUER',
    'HARBOR_CODEC_AUDIENCE',
    'HARBOR_CODEC_UI_ORIGIN',
    'HARBOR_SESSION_SECRET',
    'HARBOR_DEMO_PASSWORD',
  ]);
  const logger = createLogger({ name: 'identity', level: config.HARBOR_LOG_LEVEL });
  const certificate = readCertificate(config);
  const app = await createIdentity({
    logger,
    issuer: config.HARBOR_CODEC_ISSUER,
    audience: config.HARBOR_CODEC_AUDIENCE,
    namespaces: config.HARBOR_IDENTITY_NAMESPACES,
    uiOrigin: config.HARBOR_CODEC_UI_ORIGIN,
    clientSecrets: { ui: config.HARBOR_IDENTITY_UI_SECRET, cli: config.HARBOR_IDENTITY_CLI_SECRET },
    signingKey: config.HARBOR_IDENTITY_SIGNING_KEY,
    secret: config.HARBOR_SESSION_SECRET,
    operatorPassword: config.HARBOR_DEMO_PASSWORD,
    isTlsHere: certificate !== undefined,
  });
  const server = createServer(certificate, { requestTimeout: 30_000 }, app);

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
