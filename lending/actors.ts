/**
 * The processes themselves as actors; people act under their own IDs. The audit trail names them.
 */
import type { Actor } from '#vault/index.ts';

/** The worker: its steps, and the sweeping of its own letters. */
export const worker: Actor = { id: 'worker', role: 'worker' };

/** The portal itself, when it starts what was committed and clears what was abandoned. */
export const sweeper: Actor = { id: 'sweeper', role: 'sweeper' };
