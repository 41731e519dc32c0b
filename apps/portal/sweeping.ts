import type { Logger } from 'pino';
import type { Applications, Sweeper } from '#vault/index.ts';
import type { Processing } from './processing.ts';

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
  processing: Processing;
  vaultSweeper: Sweeper;
  logger: Logger;
  draftsLastHours?: number;
}): Sweeping {
  const { applications, processing, vaultSweeper, logger, draftsLastHours = 24 } = deps;
  const timers = new Set<NodeJS.Timeout>();

  const sweeping: Sweeping = {
    startCommitted: reported(logger, 'start-committed', async () => {
      // Also what a request is about to start at this moment: starting twice is starting once.
      for (const application of await applications.unstarted(0)) {
        await processing.start(application);
        await applications.markStarted(application);
      }
    }),
    removeLeftovers: reported(logger, 'remove-leftovers', async () => {
      await vaultSweeper.removeStaleDrafts(draftsLastHours);
      await vaultSweeper.removeUnpublishedObjects(draftsLastHours);
    }),
    startLater() {
      timers.add(setTimeout(sweeping.startCommitted, 5_000));
    },
    begin() {
      void sweeping.startCommitted();
      void sweeping.removeLeftovers();
      timers.add(setInterval(sweeping.startCommitted, minute));
      timers.add(setInterval(sweeping.removeLeftovers, hour));
    },
    end: () => timers.forEach(clearTimeout),
  };
  return sweeping;
}

/** A failed run is logged, and tried again at the next: nothing waits for it. */
function reported(logger: Logger, event: string, work: () => Promise<void>): () => Promise<void> {
  return () => work().catch((error: unknown) => logger.warn({ event, error }));
}
