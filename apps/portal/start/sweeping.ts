import type { Logger } from '#infra/logging/logger.ts';
import type { Applications } from '#lending/index.ts';
import type { Sweeper } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import type { LoanWorkflow } from './loan-workflow.ts';

const minute = 60_000;
const hour = 60 * minute;

export interface Sweeping {
  /** Starts what was committed and not started. */
  startCommitted(): Promise<void>;
  /** Removes drafts and objects that were left behind. */
  removeLeftovers(): Promise<void>;
  /** Has `startCommitted` run in a few seconds. */
  startLater(): void;
  /** Runs both now and from then on, every minute and every hour. */
  begin(): void;
  end(): void;
}

/** The portal's own housekeeping. Each portal does it; twice at once does no harm. */
export function createSweeping(deps: {
  applications: Applications;
  loanWorkflow: LoanWorkflow;
  vaultSweeper: Sweeper;
  logger: Logger;
  draftsLastHours?: number;
}): Sweeping {
  const { applications, loanWorkflow, vaultSweeper, logger, draftsLastHours = 24 } = deps;
  const intervals: NodeJS.Timeout[] = [];
  let later: NodeJS.Timeout | undefined;

  /** One that cannot be started does not hold up the others, unless nobody answers: then none can. */
  async function start(application: ApplicationRef): Promise<void> {
    try {
      await loanWorkflow.start(application);
      await applications.markStarted(application);
    } catch (error) {
      if (error instanceof PortalError && error.code === 'PROCESSING_UNAVAILABLE') throw error;
      logger.warn({ event: 'start-committed', application, error });
    }
  }

  const removeDrafts = reported(logger, 'remove-drafts', () =>
    vaultSweeper.removeAbandonedSubjects(draftsLastHours),
  );
  const removeObjects = reported(logger, 'remove-objects', () =>
    vaultSweeper.removeUnpublishedObjects(draftsLastHours),
  );

  const sweeping: Sweeping = {
    startCommitted: reported(logger, 'start-committed', async () => {
      // Also what a request is about to start at this moment: starting twice is starting once.
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

/** A failed run is logged, and tried again at the next: nothing waits for it. */
function reported(
  logger: Logger,
  event: string,
  work: () => Promise<unknown>,
): () => Promise<void> {
  return async () => {
    await work().catch((error: unknown) => logger.warn({ event, error }));
  };
}
