/**
 * DEMO ONLY: the process that runs one application in each approach and shows where its data ends
 * up. It leaks by design, so it takes seeds and no data, has a bucket and a key of its own, and is
 * not the product's worker.
 */
import { Connection } from '@temporalio/client';
import { createCreditBureau } from '#activities/outside/credit-bureau.ts';
import { createMail } from '#activities/outside/mail.ts';
import { createBuiltInScanner } from '#activities/scanning/document-scanner.ts';
import { keySettings, readConfig, s3Settings } from '#infra/config/config.ts';
import { fail } from '#infra/config/fail.ts';
import { readCertificate } from '#infra/http/server.ts';
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
import { createViewer } from './temporal-view.ts';
import { createTraditionalRunner } from './traditional.ts';

const drainMs = 5_000;

const settings = [
  ...keySettings,
  ...s3Settings,
  'HARBOR_TLS_CERT',
  'HARBOR_TLS_KEY',
  'HARBOR_APPROACHES_HOST',
  'HARBOR_APPROACHES_PORT',
  'HARBOR_APPROACHES_API_KEY',
  'HARBOR_APPROACHES_BUNDLES?',
  'HARBOR_APPROACHES_CUSTOMER_EMAIL',
  'HARBOR_APPROACHES_CUSTOMER_PASSWORD',
  'HARBOR_APPROACHES_REVIEWER_EMAIL',
  'HARBOR_APPROACHES_REVIEWER_PASSWORD',
  'HARBOR_PORTAL_URL',
  'HARBOR_BUREAU_URL',
  'HARBOR_BUREAU_API_KEY',
  'HARBOR_SMTP_URL',
  'HARBOR_MAIL_FROM',
  'HARBOR_REVIEWERS_MAIL',
] as const;

async function main(): Promise<void> {
  const config = readConfig(settings);
  const log = createCarelessLog();
  installCarelessRuntime(log);
  const onError = (error: unknown): void => log.error('Unexpected error', { error });
  const keys = await createKeyProvider(config);
  const s3 = createS3(config);
  const mail = createMail({ smtpUrl: config.HARBOR_SMTP_URL, from: config.HARBOR_MAIL_FROM });
  const temporal = temporalAddress();
  const connection = Connection.lazy(temporal.connection);
  const portalUrl = config.HARBOR_PORTAL_URL.replace(/\/+$/, '');
  const dependencies = {
    mail,
    portalUrl,
    bureau: createCreditBureau({
      url: config.HARBOR_BUREAU_URL,
      apiKey: config.HARBOR_BUREAU_API_KEY,
    }),
    scanner: createBuiltInScanner(),
    reviewersMail: config.HARBOR_REVIEWERS_MAIL,
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
    viewerOf: (execution, marker) =>
      createViewer(connection, temporal.namespace, execution, marker),
    outage: createBureauOutage(config.HARBOR_BUREAU_URL),
    onError,
  });
  const app = createApp({ runs, apiKey: config.HARBOR_APPROACHES_API_KEY, onError });
  const http = createHttpServer(readCertificate(config), app);

  async function stop(): Promise<void> {
    await http.stop(drainMs);
    await Promise.all(runners.map((runner) => runner.close()));
    await connection.close();
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

function signIns(config: ReturnType<typeof readConfig<typeof settings>>) {
  return {
    customer: {
      email: config.HARBOR_APPROACHES_CUSTOMER_EMAIL,
      password: config.HARBOR_APPROACHES_CUSTOMER_PASSWORD,
    },
    reviewer: {
      email: config.HARBOR_APPROACHES_REVIEWER_EMAIL,
      password: config.HARBOR_APPROACHES_REVIEWER_PASSWORD,
    },
  };
}
