/**
 * DEMO ONLY: the process that runs one application in each approach and shows where its data ends
 * up. It leaks by design, so it takes seeds and no data, has a bucket and a key of its own, and is
 * not the product's worker.
 */
import { Connection } from '@temporalio/client';
import { createCreditBureau } from '#activities/outside/credit-bureau.ts';
import { createMail } from '#activities/outside/mail.ts';
import { createBuiltInScanner } from '#activities/scanning/document-scanner.ts';
import { outsideOptions } from '#activities/outside/settings.ts';
import { readConfig } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { certificateOf, hostsOf, s3Options } from '#infra/config/groups.ts';
import { keyOptions } from '#infra/config/key-settings.ts';
import { createKeyProvider } from '#infra/kms/create-key-provider.ts';
import { createS3 } from '#infra/s3/client.ts';
import { temporalAddress } from '#infra/temporal/connection.ts';
import { createHttpServer } from '#infra/http/draining-server.ts';
import { createApp } from './app.ts';
import { createBureauOutage } from './bureau-outage.ts';
import { createBundles } from './bundles.ts';
import { createByReferenceRunner } from './by-reference.ts';
import { createCarelessLog, installCarelessRuntime } from './careless-log.ts';
import { createCodecRunner, createExternalStorageRunner } from './codec.ts';
import { createNaiveRunner } from './naive.ts';
import { createRuns } from './runs.ts';
import { approachesSettings, signIns } from './settings.ts';
import { createViewer } from './temporal-view.ts';
import { createTraditionalRunner } from './traditional.ts';

const drainMs = 5_000;

async function main(): Promise<void> {
  const config = readConfig(approachesSettings);
  const log = createCarelessLog();
  installCarelessRuntime(log);
  const onError = (error: unknown): void => log.error('Unexpected error', { error });
  const keys = await createKeyProvider(keyOptions(config));
  const s3 = createS3(s3Options(config));
  const outside = outsideOptions(config);
  const { portalUrl } = outside;
  const mail = createMail(outside.mail);
  const temporal = temporalAddress();
  const product = temporalAddress({ profile: config.HARBOR_APPROACHES_PRODUCT_PROFILE });
  const connection = Connection.lazy(temporal.connection);
  const connectionToProduct = Connection.lazy(product.connection);
  const dependencies = {
    ...outside,
    mail,
    bureau: createCreditBureau(outside.bureau),
    scanner: createBuiltInScanner(),
  };
  const setup = { temporal, bundles: createBundles(config.HARBOR_APPROACHES_BUNDLES) };
  const runners = [
    createTraditionalRunner(dependencies, log),
    createNaiveRunner(dependencies, setup),
    createByReferenceRunner({ portalUrl, ...signIns(config) }),
    createCodecRunner(dependencies, setup, keys),
    createExternalStorageRunner(dependencies, setup, {
      keys,
      s3,
      bucket: config.HARBOR_S3_BUCKET,
    }),
  ];
  const runs = createRuns({
    runners,
    viewerOf: (approach, execution, marker) =>
      approach === 'by-reference'
        ? createViewer(connectionToProduct, product.namespace, execution, marker)
        : createViewer(connection, temporal.namespace, execution, marker),
    outage: createBureauOutage(config.HARBOR_BUREAU_URL),
    onError,
  });
  const app = createApp({ runs, apiKey: config.HARBOR_APPROACHES_API_KEY, onError });
  const http = createHttpServer(certificateOf(config), app, hostsOf(config));

  async function stop(): Promise<void> {
    await http.stop(drainMs);
    await Promise.all(runners.map((runner) => runner.close()));
    await Promise.all([connection.close(), connectionToProduct.close()]);
    mail.close();
    s3.destroy();
    log.info('Stopped');
    // Runs that are under way cannot be handed over to another process.
    process.exit(0);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

  await http.listen(config.HARBOR_APPROACHES_PORT, config.HARBOR_APPROACHES_HOST);
  log.info('Ready', { event: 'ready' });
}

await main().catch(fail('The approaches process could not start'));
