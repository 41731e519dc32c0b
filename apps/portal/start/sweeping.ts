import type { Logger } from '#infra/logging/logger.ts';
import type { Applications } from '#lending/index.ts';
import type { Sweeper } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import type { LoanWorkflow } from './loan-workflow.ts';

const minute = 60_000;
const hour = 60 * minute;

export interface Sweeping {
  /** Starts the workflow of every application that was submitted and not started. */
  startCommitted(): Promise<void>;
  /** Removes abandoned drafts, and objects that were never published. */
  removeLeftovers(): Promise<void>;
  /** Runs `startCommitted` in five seconds. */
  startLater(): void;
  /** Runs both now, and from then on every minute and every hour. */
  begin(): void;
  end(): void;
}

/** The portal's own housekeeping. Each portal does it; concurrent runs are harmless. */
export function createSweeping(deps: {
  applications: Applications;
  loanWorkflow: LoanWorkflow;
  vaultSweeper: Sweeper;
  logger: Logger;
  maxDraftHours?: number;
}): Sweeping {
  const { applications, loanWorkflow, vaultSweeper, logger, maxDraftHours = 24 } = deps;
  const intervals: NodeJS.Timeout[] = [];
  let later: NodeJS.Timeout | undefined;

  /** A failure does not stop the others, unless Temporal does not answer: then all would fail. */
  async function start(application: ApplicationRef): Promise<void> {
    try {
      await loanWorkflow.start(application);
      await applications.markStarted(application);
    } catch (error) {
      if (error instanceof PortalError && error.code === 'PROCESSING_UNAVAILABLE') throw error;
      logger.warn({ event: 'start-committed', application, error });
    }
  }

  const removeDrafts = logFailures(logger, 'remove-drafts', () =>
    vaultSweeper.removeAbandonedSubjects(maxDraftHours),
  );
  const removeObjects = logFailures(logger, 'remove-objects', () =>
    vaultSweeper.removeUnpublishedObjects(maxDraftHours),
  );

  const sweeping: Sweeping = {
    startCommitted: logFailures(logger, 'start-committed', async () => {
      // Includes applications that a request is just starting: a start is idempotent.
      for (const application of await applications.unstarted(0)) await start(application);
    }),
    async removeLeftovers() {
      await removeDrafts();
      await removeObjects();
    },
    startLater() {
      clearTimeout(later);
      later = setTimeout(run(sweeping.startCommitted), 5_000);
    },
    begin() {
      for (const [work, every] of [
        [sweeping.startCommitted, minute],
        [sweeping.removeLeftovers, hour],
      ] as const) {
        void work();
        intervals.push(setInterval(run(work), every));
      }
    },
    end() {
      clearTimeout(later);
      intervals.forEach(clearInterval);
    },
  };
  return sweeping;
}

const run = (work: () => Promise<void>) => () => void work();

/** Logs a failed run. The next one retries. */
function logFailures(
  logger: Logger,
  event: string,
  work: () => Promise<unknown>,
): () => Promise<void> {
  return async () => {
    await work().catch((error: unknown) => logger.warn({ event, error }));
  };
}
