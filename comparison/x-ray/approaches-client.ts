/** The portal's client of the approaches process (comparison/approaches/contract.ts). */
import type { z } from 'zod';
import { serverSentEvents } from '#apps/portal/client/server-sent-events.ts';
import type { RunReport, RunRequest } from '../approaches/contract.ts';
import { PortalError } from '#apps/portal/http/errors.ts';
import { toXrayError } from './errors.ts';
import { runReport, startedRun } from './report.ts';

/**
 * All throw PortalError: `XRAY_UNAVAILABLE` when the process does not answer in time or fails,
 * `XRAY_MISUNDERSTOOD` when it answers something unexpected (another key, another version),
 * `XRAY_BUSY`, and `NOT_FOUND` for a run that it does not know or has forgotten.
 */
export interface Xray {
  /** Returns the run's ID. */
  start(request: RunRequest): Promise<string>;
  report(run: string): Promise<RunReport>;
  /** The report now and after each change. It ends when the other side ends it, or `signal`. */
  follow(run: string, signal: AbortSignal): Promise<AsyncIterable<RunReport>>;
}

export interface XrayOptions {
  url: string;
  apiKey: string;
  timeoutMs?: number;
}

export function createXray({ url, apiKey, timeoutMs = 10_000 }: XrayOptions): Xray {
  async function ask(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const headers = {
      Authorization: `Bearer ${apiKey}`,
      Accept: 'application/json',
      ...init.headers,
    };
    // A redirect would carry the key to wherever the answer points.
    const options = { ...init, headers, redirect: 'error', signal } as const;
    const response = await fetch(new URL(path, url), options).catch(throwUnavailable);
    if (response.ok) return response;
    throw toRefusal(response.status, await response.text().catch(throwUnavailable));
  }

  const json = async <Schema extends z.ZodType>(schema: Schema, response: Response) =>
    understood(schema, await response.text().catch(throwUnavailable));
  const inTime = (): AbortSignal => AbortSignal.timeout(timeoutMs);

  return {
    async start(request) {
      const headers = { 'Content-Type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(request) };
      return (await json(startedRun, await ask('/runs', init, inTime()))).id;
    },
    report: async (run) => json(runReport, await ask(addressOf(run), {}, inTime())),
    async follow(run, signal) {
      // The time-out is for the beginning of the answer: the rest lasts as long as the run.
      const began = new AbortController();
      const timer = setTimeout(() => began.abort(), timeoutMs);
      const either = AbortSignal.any([signal, began.signal]);
      const init = { headers: { Accept: 'text/event-stream' } };
      const response = await ask(addressOf(run), init, either).finally(() => clearTimeout(timer));
      return reports(response, signal);
    },
  };
}

async function* reports({ body }: Response, signal: AbortSignal): AsyncGenerator<RunReport> {
  try {
    for await (const { event, data } of serverSentEvents(body)) {
      if (event === 'end') return;
      yield understood(runReport, data);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const addressOf = (run: string): string => `/runs/${encodeURIComponent(run)}`;

function toRefusal(status: number, problem: string): PortalError {
  if (status === 404) return new PortalError('NOT_FOUND');
  if (problem.includes('"code":"RUNS_BUSY"')) return toXrayError('XRAY_BUSY');
  return toXrayError(status >= 500 ? 'XRAY_UNAVAILABLE' : 'XRAY_MISUNDERSTOOD');
}

function understood<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // The error would quote the answer.
    throw toXrayError('XRAY_MISUNDERSTOOD');
  }
}

/** The cause has a code, such as `ECONNREFUSED`, for the log. */
function throwUnavailable(error: unknown): never {
  const cause = (error as { cause?: unknown }).cause ?? error;
  throw toXrayError('XRAY_UNAVAILABLE', cause);
}
