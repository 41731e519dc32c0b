import type { Logger } from '#infra/logging/logger.ts';
import type { Sweeper } from '#vault/index.ts';
import { periodically } from './periodically.ts';

const hour = 3_600_000;
/** Longer than any attempt to write a letter: what is older belongs to a process that died. */
const maxLetterHours = 24;

/**
 * Removes letters that were never published, now and every hour. Each worker does so; concurrent
 * runs are harmless. A run that fails is logged, and the next one retries.
 */
export function beginSweeping(
  sweeper: Pick<Sweeper, 'removeUnpublishedObjects'>,
  logger: Logger,
): { end(): void } {
  return periodically(
    hour,
    () => sweeper.removeUnpublishedObjects(maxLetterHours),
    (error) => logger.warn({ event: 'remove-leftovers', error }),
  );
}
