/**
 * DEMO ONLY: misbehaviour on demand, to watch how the worker copes with it.
 * - `flaky`: of four requests one gets 503, one 429 with Retry-After, one a dropped connection, one
 *   its answer
 * - `slow`: answers after every caller has timed out
 * - `down`: drops every connection
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export const modes = ['normal', 'flaky', 'slow', 'down'] as const;
export type Mode = (typeof modes)[number];

export interface Behaviour {
  /**
   * With `forMs`, returns to normal after so many milliseconds, even if the caller is gone by then.
   */
  change(mode: Mode, forMs?: number): void;
  /** Misbehaves as the mode says. True if no answer may follow. */
  misbehave(res: ServerResponse): Promise<boolean>;
}

/** @param slowMs how long `slow` takes, in milliseconds */
export function createBehaviour(slowMs: number): Behaviour {
  let flakyRequests = 0;
  let mode: Mode = 'normal';
  let until: NodeJS.Timeout | undefined;
  return {
    change(to, forMs) {
      clearTimeout(until);
      mode = to;
      if (forMs !== undefined) until = setTimeout(() => (mode = 'normal'), forMs).unref();
    },
    async misbehave(res) {
      if (mode === 'down') return drop(res);
      if (mode === 'flaky') return (flaky[flakyRequests++ % flaky.length] ?? drop)(res);
      if (mode === 'slow') await delay(slowMs, undefined, { ref: false });
      return res.destroyed;
    },
  };
}

const flaky: ((res: ServerResponse) => boolean)[] = [
  (res) => end(res, 503),
  (res) => end(res.setHeader('retry-after', '2'), 429),
  drop,
  () => false,
];

function end(res: ServerResponse, status: number): true {
  res.writeHead(status).end();
  return true;
}

function drop(res: ServerResponse): true {
  res.destroy();
  return true;
}
