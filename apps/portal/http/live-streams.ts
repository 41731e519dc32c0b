import type { Request, Response } from 'express';
import { PortalError } from './errors.ts';
import { openStream } from '#infra/http/server-sent-events.ts';
import type { ServerSentEvents } from '#infra/http/server-sent-events.ts';

/** Browsers open six connections to a host: live pages must leave some for other requests. */
const maxPerUser = 4;

/** The streams of server-sent events that are open in this process. */
export interface LiveStreams {
  /**
   * Responds with server-sent events, at the latest until the session ends.
   * @throws PortalError `STREAM_LIMIT_REACHED`
   */
  open(req: Request, res: Response, userId: string): ServerSentEvents;
  /** Ends the streams of a session, which is named by its handle. */
  closeSession(handle: string): void;
  closeAll(): void;
}

interface Listener {
  userId: string;
  session: string | undefined;
  stream: ServerSentEvents;
}

export function createLiveStreams(): LiveStreams {
  const listeners = new Set<Listener>();

  function closeWhere(condition: (listener: Listener) => boolean): void {
    for (const listener of listeners) if (condition(listener)) listener.stream.end();
  }

  return {
    open(req, res, userId) {
      const mine = [...listeners].filter((listener) => listener.userId === userId);
      if (mine.length >= maxPerUser) throw new PortalError('STREAM_LIMIT_REACHED');
      // The stream ends when the session would expire. If the user is active in another window, the
      // session goes on, and the browser reconnects.
      const stream = openStream(res, req.session.cookie.maxAge ?? 0);
      const listener = { userId, session: req.session.handle, stream };
      listeners.add(listener);
      res.once('close', () => listeners.delete(listener));
      // An open page is no activity: otherwise its stream would keep the session alive for ever.
      Reflect.deleteProperty(req, 'session');
      return stream;
    },
    closeSession: (handle) => closeWhere(({ session }) => session === handle),
    closeAll: () => closeWhere(() => true),
  };
}
