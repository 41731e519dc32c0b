import { Context } from '@temporalio/activity';
import { isReference } from '#contract/index.ts';
import type { Reference, ReferenceKind } from '#contract/index.ts';

/** Two heartbeats may be lost before the heartbeat time-out (contract/policies.ts). */
const beatMs = 8_000;

export interface Progress<Kind extends ReferenceKind> {
  /** The parts that earlier attempts and this one have finished. */
  finished: readonly Reference<Kind>[];
  finish(ref: Reference<Kind>): void;
}

/**
 * For long work on many parts: heartbeats while it lasts, and hands the references of the finished
 * parts to the next attempt. History keeps heartbeat details, so they are references as well.
 */
export async function withProgress<Kind extends ReferenceKind, T>(
  kind: Kind,
  work: (progress: Progress<Kind>) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  const before: unknown = context.info.heartbeatDetails;
  const finished = Array.isArray(before) ? before.filter((item) => isReference(item, kind)) : [];
  const beat = (): void => context.heartbeat([...finished]);
  const timer = setInterval(beat, beatMs);
  try {
    return await work({
      finished,
      finish(ref) {
        finished.push(ref);
        beat();
      },
    });
  } finally {
    clearInterval(timer);
  }
}
