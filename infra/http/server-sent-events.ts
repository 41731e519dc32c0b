import type { Response } from 'express';

/**
 * Shorter than the time-outs of proxies, and our own, for an idle connection. Pages miss a stream
 * that a proxy holds back by its heartbeats (apps/portal/public/portal.js).
 */
const heartbeatMs = 10_000;

/** A stream of events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface ServerSentEvents {
  send(message: { id?: string; event?: string; data: object }): void;
  end(): void;
}

/** Opens a stream for `maxMs` at most; browsers reconnect after that. */
export function openStream(res: Response, maxMs: number): ServerSentEvents {
  const write = (text: string): void => void (res.writableEnded || res.write(text));
  const end = (): void => void res.end();
  const heartbeat = setInterval(() => write('event: heartbeat\ndata:\n\n'), heartbeatMs);
  const limit = setTimeout(end, maxMs);
  res.once('close', () => {
    clearInterval(heartbeat);
    clearTimeout(limit);
  });
  // X-Accel-Buffering keeps nginx from buffering events.
  res.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).flushHeaders();
  return {
    end,
    send({ id, event, data }) {
      const lines = [
        id && `id: ${id}`,
        event && `event: ${event}`,
        `data: ${JSON.stringify(data)}`,
      ];
      write(`${lines.filter(Boolean).join('\n')}\n\n`);
    },
  };
}
