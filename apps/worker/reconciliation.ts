import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Logger } from '#infra/logging/logger.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { LendingError, worker } from '#lending/index.ts';
import type { Applications } from '#lending/index.ts';

const everyMs = 5 * 60_000;
const timeoutMs = 10_000;

export interface Reconciliation {
  /**
   * Records as failed every application that has not ended although its workflow has. Called during
   * a run, it joins that run. Never rejects: failures are logged, and one application's do not stop
   * the others.
   */
  run(): Promise<void>;
  /** Runs now and from then on every five minutes. */
  begin(): void;
  end(): void;
}

/**
 * A workflow records its own outcome, except when the operator of Temporal terminates it. Its
 * customer and its reviewer would wait for ever, so the worker checks from outside. Several workers
 * may do so at once.
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
      // namespace: that is left to people.
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  async function fail(application: ApplicationRef): Promise<void> {
    try {
      await applications.setStatus(worker, application, 'failed');
    } catch (error) {
      // The workflow has recorded its outcome since we listed what is under way: that one counts.
      if (error instanceof LendingError && error.code === 'APPLICATION_CONFLICT') return;
      throw error;
    }
    await applications.addEvent(worker, application, 'failed');
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
      interval = setInterval(() => void run(), everyMs);
    },
    end: () => clearInterval(interval),
  };
}
