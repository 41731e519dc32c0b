/**
 * What tests of the activities share: real ones, over a real vault, with a bureau and a mail server
 * of their own.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { asyncLocalStorage } from '@temporalio/activity';
import type { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { createLogger } from '#infra/logging/logger.ts';
import { createBureau } from '#apps/credit-bureau/bureau.ts';
import { sampleApplication } from '#lending/samples/application.ts';
import type { SampleDocument } from '#lending/samples/application.ts';
import { newActor, open, openTestLending, someDetails } from '#lending/testing/lending.ts';
import type { TestLending } from '#lending/testing/lending.ts';
import { partsOf } from '#lending/index.ts';
import type { ApplicationDetails, LoanVaultSession } from '#lending/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef, LoanActivities } from '#contract/index.ts';
import { createActivities } from '../index.ts';
import type { ActivityDependencies } from '../index.ts';
import { createCreditBureau } from '../outside/credit-bureau.ts';
import { createMail } from '../outside/mail.ts';
import { startTestSmtp } from '../outside/testing/smtp.ts';
import type { TestSmtp } from '../outside/testing/smtp.ts';
import { createBuiltInScanner } from '../scanning/document-scanner.ts';

const apiKey = 'key-of-the-test-bureau';

export interface TestActivities {
  services: TestLending;
  dependencies: ActivityDependencies;
  activities: LoanActivities;
  bureau: { url: string; server: Server };
  smtp: TestSmtp;
  /** The worker's log lines. */
  log: string[];
  /** A submitted application, with the documents of a sample unless others are given. */
  submitted(
    details?: Partial<ApplicationDetails>,
    documents?: SampleDocument[],
    customer?: Actor,
  ): Promise<ApplicationRef>;
  close(): Promise<void>;
}

export async function openTestActivities(): Promise<TestActivities> {
  const [services, smtp, bureau] = await Promise.all([
    openTestLending(),
    startTestSmtp(),
    startBureau(),
  ]);
  const log: string[] = [];
  const mail = createMail({ smtpUrl: smtp.url, from: 'loans@harbor.example' });
  const dependencies: ActivityDependencies = {
    vault: services.workerVault,
    applications: services.workerApplications,
    bureau: createCreditBureau({ url: bureau.url, apiKey, timeoutMs: 300 }),
    mail,
    scanner: createBuiltInScanner(),
    logger: createLogger({ name: 'worker' }, { write: (line) => void log.push(line) }),
    portalUrl: 'https://portal.example',
    reviewersMail: 'reviewers@harbor.example',
  };
  const activities = createActivities(dependencies);
  return {
    services,
    dependencies,
    activities,
    bureau,
    smtp,
    log,
    submitted: (details = {}, documents, customer) =>
      submit(services, { ...someDetails, ...details }, documents, customer),
    async close() {
      mail.close();
      bureau.server.closeAllConnections();
      bureau.server.close();
      await Promise.all([smtp.close(), services.close()]);
    },
  };
}

async function startBureau(): Promise<{ url: string; server: Server }> {
  const server = createBureau({ apiKey, slowMs: 2_000 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export function putDocument(
  session: LoanVaultSession,
  application: ApplicationRef,
  { content, ...document }: SampleDocument,
) {
  const stream = Readable.from([content]);
  const limits = { subject: application, maxBytes: 2 ** 28 };
  return session.putDocument({ ...document, ...limits, content: stream });
}

async function submit(
  services: TestLending,
  value: ApplicationDetails,
  documents?: SampleDocument[],
  customer = newActor('customer'),
): Promise<ApplicationRef> {
  const session = services.vault.as(customer);
  const application = await open(services, customer);
  await session.putParts(application, partsOf(value));
  for (const document of documents ?? (await sampleApplication({}, 1)).documents)
    await putDocument(session, application, document);
  await services.applications.submit(customer, application);
  return application;
}

export interface TestContext {
  heartbeats: unknown[];
  run<T>(step: () => Promise<T>): Promise<T>;
  cancel(): void;
}

/** Stands in for the activity's surroundings that a worker provides. */
export function testContext(heartbeatDetails?: unknown): TestContext {
  const heartbeats: unknown[] = [];
  const abort = new AbortController();
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  cancelled.catch(() => {});
  const context = {
    info: { heartbeatDetails, attempt: 1 },
    heartbeat: (details: unknown) => heartbeats.push(details),
    cancellationSignal: abort.signal,
    cancelled,
  };
  return {
    heartbeats,
    run: (step) => asyncLocalStorage.run(context as unknown as Context, step),
    cancel() {
      reject(new CancelledFailure('CANCELLED'));
      abort.abort();
    },
  };
}

/** For `assert.rejects`: an ApplicationFailure of this type, to be retried or not. */
export function withType(type: string, { retryable = false } = {}) {
  return (error: unknown): boolean => {
    const { type: actual, nonRetryable } = error as { type?: unknown; nonRetryable?: unknown };
    return actual === type && Boolean(nonRetryable) === !retryable;
  };
}
