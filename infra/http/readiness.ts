/**
 * Whether what a process depends on answers: for `/readyz`, by which a load balancer decides where
 * to send requests and an operator sees what is down. `/healthz` says only that the process lives:
 * restarting it would not bring its database back.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#infra/logging/logger.ts';

/** What a process depends on, by name. A check rejects when it does not answer. */
export type Dependencies = Readonly<Record<string, () => Promise<unknown>>>;

export interface Readiness {
  isReady: boolean;
  /** The names of those that do not answer. */
  down: string[];
}

export interface ReadinessOptions {
  dependencies: Dependencies;
  logger: Logger;
  timeoutMs?: number;
  /** An answer is kept this long, however often it is asked for: anyone may ask. */
  maxAgeMs?: number;
}

/**
 * Returns a function that asks all of them at once. When one goes down or comes back, the log says
 * so once, as `dependency-down` with the error's code or `dependency-up`.
 */
export function createReadiness({
  dependencies,
  logger,
  timeoutMs = 3_000,
  maxAgeMs = 5_000,
}: ReadinessOptions): () => Promise<Readiness> {
  const down = new Set<string>();
  let last: { askedAt: number; answer: Promise<Readiness> } | undefined;

  async function ask(dependency: string, check: () => Promise<unknown>): Promise<void> {
    try {
      await withTimeout(check(), timeoutMs);
      if (down.delete(dependency)) logger.info({ event: 'dependency-up', dependency });
    } catch (error) {
      if (!down.has(dependency)) logger.error({ event: 'dependency-down', dependency, error });
      down.add(dependency);
    }
  }

  async function askAll(): Promise<Readiness> {
    await Promise.all(Object.entries(dependencies).map(([name, check]) => ask(name, check)));
    return { isReady: down.size === 0, down: [...down].sort() };
  }

  return () => {
    const now = performance.now();
    if (!last || now - last.askedAt > maxAgeMs) last = { askedAt: now, answer: askAll() };
    return last.answer;
  };
}

/** The error that a dependency's silence is logged as. */
class DependencySilent extends Error {
  override name = 'DependencySilent';
  readonly code = 'DEPENDENCY_SILENT';
}

async function withTimeout(work: Promise<unknown>, ms: number): Promise<void> {
  const stop = new AbortController();
  const late = delay(ms, undefined, { signal: stop.signal }).then(() => {
    throw new DependencySilent('A dependency did not answer in time');
  });
  try {
    await Promise.race([work, late]);
  } finally {
    stop.abort();
    late.catch(() => {});
  }
}
