import type { Logger } from '#infra/logging/logger.ts';
import { anchorTrail } from '#vault/index.ts';
import type { Anchoring } from '#vault/index.ts';
import { periodically } from './periodically.ts';

const minute = 60_000;

/**
 * Anchors the audit trail, now and every minute. Each worker does so; concurrent runs are harmless.
 * A run that fails is logged, and the next one anchors what it has missed.
 */
export function beginAnchoring(anchoring: Anchoring, logger: Logger): { end(): void } {
  return periodically(
    minute,
    () => anchorTrail(anchoring),
    (error) => logger.error({ event: 'trail-not-anchored', error }),
  );
}
