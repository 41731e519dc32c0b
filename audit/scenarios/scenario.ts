import type { RunningSystem } from '#test/testing/system.ts';
import type { Planting } from './planting.ts';

/** What a scenario acts on: the system and its users, and the canaries that they send. */
export type Scene = RunningSystem & { planting: Planting };

/**
 * Scenarios by the behaviour that each shows, as a sentence. Each rejects if the behaviour is
 * another one.
 */
export type Scenarios = Readonly<Record<string, (scene: Scene) => Promise<void>>>;
