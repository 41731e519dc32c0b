import type { Activities } from '#contract/index.ts';

/** The steps: each fetches by reference, processes, writes back, and returns a reference. */
export function createActivities(): Activities {
  return {};
}
