/**
 * The Codec Server process: decrypts payloads for users of the Temporal UI and CLI whom the
 * identity provider authenticates.
 */
import { once } from 'node:events';
import { readConfig } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { certificateOf, databaseOptions, hostsOf, s3Options } from '#infra/config/groups.ts';
import { keyOptions } from '#infra/config/key-settings.ts';
import { createKeyProvider } from '#infra/kms/create-key-provider.ts';
import { logCrashes } from '#infra/logging/log-crashes.ts';
import { createLogger } from '#infra/logging/logger.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { createNamespaceDecoder } from '../codec/codec.ts';
import { createCodecServer } from './codec-server.ts';
import { codecServerSettings } from './settings.ts';

const drainMs = 10_000;

async function main(): Promise<void> {
  const config = readConfig(codecServerSettings);
  const logger = createLogger({ name: 'codec-server', level: config.HARBOR_LOG_LEVEL });
  logCrashes(logger);
  const pool = createPool(databaseOptions(config));
  const s3 = createS3(s3Options(config));
  const server = createCodecServer({
    pool,
    s3,
    logger,
    bucket: config.HARBOR_S3_BUCKET,
    decode: createNamespaceDecoder(await createKeyProvider(keyOptions(config))),
    tokens: {
      issuer: config.HARBOR_CODEC_ISSUER,
      audience: config.HARBOR_CODEC_AUDIENCE,
      jwksUrl: config.HARBOR_CODEC_JWKS_URL,
    },
    uiOrigin: config.HARBOR_CODEC_UI_ORIGIN,
    certificate: certificateOf(config),
    hosts: hostsOf(config),
    trustedProxies: config.HARBOR_TRUSTED_PROXIES,
  });

  async function stop(): Promise<void> {
    server.close();
    setTimeout(() => server.closeAllConnections(), drainMs).unref();
    await once(server, 'close');
    await pool.end();
    s3.destroy();
    logger.info({ event: 'stopped' });
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

  server.listen(config.HARBOR_CODEC_PORT, config.HARBOR_CODEC_HOST);
  await once(server, 'listening');
  logger.info({ event: 'ready', port: config.HARBOR_CODEC_PORT });
}

await main().catch(fail('The Codec Server could not start'));
