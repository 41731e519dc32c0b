import type { Response } from 'express';

/** Shorter than any proxy's and our own patience with a silent connection. */
const heartbeatMs = 20_000;

/** An answer that goes on (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface ServerSentEvents {
  send(message: { id?: string; event?: string; data: object }): void;
  end(): void;
}

/** Opens a stream that lives for `longestMs` at most; browsers then ask for it again. */
export function openStream(res: Response, longestMs: number): ServerSentEvents {
  const write = (text: string): void => void (res.writableEnded || res.write(text));
  const end = (): void => void res.end();
  const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs);
  const limit = setTimeout(end, longestMs);
  res.once('close', () => {
    clearInterval(heartbeat);
    clearTimeout(limit);
  });
  // The last header keeps proxies of the nginx family from collecting events before they pass them
  // on.
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
