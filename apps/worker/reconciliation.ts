import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Logger } from '#infra/logging/logger.ts';
import { VaultError } from '#vault/index.ts';
import type { Actor, Applications } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';

const everyMs = 5 * 60_000;
const patienceMs = 10_000;
const worker: Actor = { id: 'worker', role: 'worker' };

export interface Reconciliation {
  /**
   * Records as failed what has no end although its workflow has one. Never rejects; what fails is
   * logged.
   */
  run(): Promise<void>;
  /** Runs now and from then on every five minutes. */
  begin(): void;
  end(): void;
}

/**
 * A workflow records its own outcome, unless it is not asked: whoever runs Temporal may terminate
 * it. Its customer and its reviewer would wait for ever, so the worker looks from outside. Each
 * worker does; twice does no harm.
 */
export function createReconciliation(deps: {
  temporal: Client;
  applications: Applications;
  logger: Logger;
}): Reconciliation {
  const { temporal, applications, logger } = deps;
  let interval: NodeJS.Timeout | undefined;

  async function hasClosed(application: ApplicationRef): Promise<boolean> {
    const describe = () => temporal.workflow.getHandle(application).describe();
    try {
      return (
        (await temporal.withDeadline(Date.now() + patienceMs, describe)).closeTime !== undefined
      );
    } catch (error) {
      // Not started yet. One that Temporal has lost is left to people: a wrong namespace would look
      // just so.
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  async function fail(application: ApplicationRef): Promise<void> {
    try {
      await applications.setStatus(worker, application, 'failed');
    } catch (error) {
      // The workflow has recorded its outcome since we asked for what is open: that one counts.
      if (error instanceof VaultError && error.code === 'VAULT_CONFLICT') return;
      throw error;
    }
    await applications.addEvent(worker, application, 'failed');
    logger.warn({ event: 'stranded-application-failed', application });
  }

  async function run(): Promise<void> {
    try {
      for (const application of await applications.underWay(worker))
        if (await hasClosed(application)) await fail(application);
    } catch (error) {
      logger.warn({ event: 'reconcile', error });
    }
  }

  return {
    run,
    begin() {
      void run();
      interval = setInterval(() => void run(), everyMs);
    },
    end: () => clearInterval(interval),
  };
}
