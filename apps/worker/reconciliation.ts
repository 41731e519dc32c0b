import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Logger } from '#infra/logging/logger.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { LendingError, worker } from '#lending/index.ts';
import type { Applications } from '#lending/index.ts';

const intervalMs = 5 * 60_000;
const timeoutMs = 10_000;

export interface Reconciliation {
  /**
   * Records every application as failed that has no outcome although its workflow has ended. A call
   * during a run joins that run. Never rejects: a failure is logged, and does not stop the others.
   */
  run(): Promise<void>;
  /** Runs now and from then on every five minutes. */
  begin(): void;
  end(): void;
}

/**
 * A workflow records its own outcome, unless the operator of Temporal terminates it. Its customer
 * and its reviewer would then wait for ever, so the worker checks from outside. Concurrent checks
 * by several workers are harmless.
 */
export function createReconciliation(deps: {
  temporal: Client;
  applications: Applications;
  logger: Logger;
}): Reconciliation {
  const { temporal, applications, logger } = deps;
  let interval: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  async function hasClosed(application: ApplicationRef): Promise<boolean> {
    const describe = () => temporal.workflow.getHandle(application).describe();
    try {
      const { closeTime } = await temporal.withDeadline(Date.now() + timeoutMs, describe);
      return closeTime !== undefined;
    } catch (error) {
      // Not started yet. A workflow that Temporal has lost looks the same, and so does a wrong
      // namespace: both are left to the operator.
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  async function fail(application: ApplicationRef): Promise<void> {
    // What a letter says already holds, even if the workflow ended before it recorded that.
    const end = await applications.settle(worker, application, { outcome: 'failed' });
    try {
      await applications.setStatus(worker, application, end);
    } catch (error) {
      // The workflow has recorded its own outcome in the meantime, which counts.
      if (error instanceof LendingError && error.code === 'APPLICATION_CONFLICT') return;
      throw error;
    }
    await applications.addEvent(worker, application, end);
    logger.warn({ event: 'stranded-application-failed', application });
  }

  async function reconcile(application: ApplicationRef): Promise<void> {
    try {
      if (await hasClosed(application)) await fail(application);
    } catch (error) {
      logger.warn({ event: 'reconcile', application, error });
    }
  }

  async function reconcileAll(): Promise<void> {
    try {
      for (const application of await applications.underWay(worker)) await reconcile(application);
    } catch (error) {
      logger.warn({ event: 'reconcile', error });
    }
  }

  const run = () => (running ??= reconcileAll().finally(() => (running = undefined)));

  return {
    run,
    begin() {
      void run();
      interval = setInterval(() => void run(), intervalMs);
    },
    end: () => clearInterval(interval),
  };
}
