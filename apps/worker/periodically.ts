/**
 * Does `work` now and at every interval, until it is ended. A run that fails is reported, and the
 * next one makes up for it.
 */
export function periodically(
  everyMs: number,
  work: () => Promise<unknown>,
  onFailure: (error: unknown) => void,
): { end(): void } {
  const run = (): void => void work().catch(onFailure);
  run();
  const interval = setInterval(run, everyMs);
  return { end: () => clearInterval(interval) };
}
