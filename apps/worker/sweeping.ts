import type { Logger } from '#infra/logging/logger.ts';
import type { Sweeper } from '#vault/index.ts';

const hour = 3_600_000;
/** Longer than any attempt to write a letter: an older one was left by a process that died. */
const lettersTakeHours = 24;

/**
 * Removes letters that were never published, now and every hour. Idempotent, so every worker may do
 * it at once. A run that fails is logged, and retried an hour later.
 */
export function beginSweeping(
  sweeper: Pick<Sweeper, 'removeUnpublishedObjects'>,
  logger: Logger,
): { end(): void } {
  const sweep = (): void =>
    void sweeper
      .removeUnpublishedObjects(lettersTakeHours)
      .catch((error: unknown) => logger.warn({ event: 'remove-leftovers', error }));
  sweep();
  const interval = setInterval(sweep, hour);
  return { end: () => clearInterval(interval) };
}
