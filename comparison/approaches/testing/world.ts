/** For tests: runners on the real Temporal server, with a bureau and a mail server of their own. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import { createCreditBureau } from '#activities/outside/credit-bureau.ts';
import { createMail } from '#activities/outside/mail.ts';
import { startTestSmtp } from '#activities/outside/testing/smtp.ts';
import type { TestSmtp } from '#activities/outside/testing/smtp.ts';
import { createBuiltInScanner } from '#activities/scanning/document-scanner.ts';
import type { ByValueDependencies } from '../../by-value/tools.ts';
import { testTemporal } from '#test/testing/services.ts';
import { createBureau } from '#apps/credit-bureau/bureau.ts';
import { createCarelessLog, installCarelessRuntime } from '../careless-log.ts';
import { createBureauOutage } from '../bureau-outage.ts';
import { createBundles } from '../bundles.ts';
import type { TemporalSetup } from '../by-value.ts';
import type { ApproachReport, RunReport, RunRequest } from '../contract.ts';
import type { Runner } from '../runner.ts';
import { createRuns } from '../runs.ts';
import type { Runs } from '../runs.ts';
import { createViewer } from '../temporal-view.ts';

const apiKey = 'key-of-the-test-bureau';

export interface TestApproaches {
  runs: Runs;
  smtp: TestSmtp;
  /** What was logged: everything. */
  log: string[];
  /** Runs an application full of canaries to its end. */
  run(request: Omit<RunRequest, 'seed' | 'data'>): Promise<RunReport>;
  close(): Promise<void>;
}

/** @param runnersOf the approaches under test */
export async function openTestApproaches(
  runnersOf: (
    dependencies: ByValueDependencies,
    setup: TemporalSetup,
    log: ReturnType<typeof createCarelessLog>,
  ) => Runner[],
): Promise<TestApproaches> {
  const { address, namespace } = testTemporal();
  const log: string[] = [];
  const logger = createCarelessLog((line) => log.push(line));
  installCarelessRuntime(logger);
  const [smtp, bureau] = await Promise.all([startTestSmtp(), startTestBureau()]);
  const mail = createMail({ smtpUrl: smtp.url, from: 'loans@harbor.example' });
  const outside = {
    mail,
    bureau: createCreditBureau({ url: bureau.url, apiKey }),
    scanner: createBuiltInScanner(),
  };
  const ours = { portalUrl: 'https://portal.example', reviewersMail: 'reviewers@harbor.example' };
  const runners = runnersOf(
    { ...outside, ...ours },
    { temporal: { namespace, connection: { address } }, bundles: createBundles() },
    logger,
  );
  const connection = await Connection.connect({ address });
  const runs = createRuns({
    runners,
    viewerOf: (_approach, execution, marker) =>
      createViewer(connection, namespace, execution, marker),
    outage: createBureauOutage(bureau.url),
    onError: (error) => log.push(String(error)),
  });
  return {
    runs,
    smtp,
    log,
    async run(request) {
      const seed = Math.floor(Math.random() * 2 ** 32);
      const { report, ended } = await runs.begin({ ...request, seed, data: 'canary' });
      await ended;
      return report;
    },
    async close() {
      await Promise.all(runners.map((runner) => runner.close()));
      mail.close();
      await Promise.all([connection.close(), smtp.close(), bureau.close()]);
    },
  };
}

async function startTestBureau() {
  const server = createBureau({ apiKey }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Where in Temporal's answers a submitted value was found: `ActivityTaskFailed failure.message`.
 */
export function spotsOf({ temporal }: ApproachReport): Map<string, Set<string>> {
  const spots = new Map<string, Set<string>>();
  const texts = [
    ...(temporal?.events ?? []).flatMap(({ type, name, parts }) =>
      parts.map(({ label, text }) => ({
        spot: [type, name, label].filter(Boolean).join(' '),
        text,
      })),
    ),
    ...(temporal?.description ?? []).map(({ name, text }) => ({ spot: name, text })),
  ];
  for (const { spot, text } of texts) {
    const fields = text.flatMap(({ field }) => field ?? []);
    if (fields.length > 0) spots.set(spot, new Set([...(spots.get(spot) ?? []), ...fields]));
  }
  return spots;
}
