import type { Request, Response } from 'express';
import type { Actor, ApplicationEvent, Applications } from '#vault/index.ts';
import type { ApplicationRef } from '#workflows/contract.ts';
import { PortalError } from './errors.ts';
import { openStream } from './server-sent-events.ts';
import type { ServerSentEvents } from './server-sent-events.ts';
import type { Timeline } from './timeline.ts';
import { endCodes, eventWords } from './words.ts';

/** Browsers open six connections to a host: live pages must leave some for everything else. */
const mostPerUser = 4;

export interface EventStreams {
  /**
   * Sends the timeline as server-sent events: what there is, then what happens.
   * @throws PortalError `STREAM_LIMIT_REACHED`; VaultError `VAULT_NOT_FOUND`
   */
  open(req: Request, res: Response, of: { actor: Actor; application: ApplicationRef }): Promise<void>;
  /** Ends the streams of a session that was ended. */
  closeSession(sessionId: string): void;
  closeAll(): void;
}

interface Listener {
  userId: string;
  sessionId: string;
  stream: ServerSentEvents;
}

export function createEventStreams(deps: { applications: Applications; timeline: Timeline }): EventStreams {
  const { applications, timeline } = deps;
  const listeners = new Set<Listener>();

  function listen(req: Request, res: Response, userId: string): ServerSentEvents {
    const mine = [...listeners].filter((listener) => listener.userId === userId);
    if (mine.length >= mostPerUser) throw new PortalError('STREAM_LIMIT_REACHED');
    // It ends with the session. If that goes on, in another window, the browser's reconnection finds it so.
    const stream = openStream(res, req.session.cookie.maxAge ?? 0);
    const listener = { userId, sessionId: req.sessionID, stream };
    listeners.add(listener);
    res.once('close', () => listeners.delete(listener));
    // A page that is only open is no activity: without this, its stream would keep the session alive for ever.
    Reflect.deleteProperty(req, 'session');
    return stream;
  }

  function closeWhere(condition: (listener: Listener) => boolean): void {
    for (const listener of listeners) if (condition(listener)) listener.stream.end();
  }

  return {
    async open(req, res, { actor, application }) {
      await applications.get(actor, application);
      // Gone already: its `close` is over, and nothing below would ever end.
      if (res.closed) return;
      const seen = eventsSeen(req.get('Last-Event-ID'));
      const stream = listen(req, res, actor.id);
      const sendNews = oneAtATime(async () => {
        const isOver = send(stream, await applications.events(actor, application), seen);
        if (isOver) stream.end();
      });
      res.once(
        'close',
        timeline.subscribe(application, () => void sendNews().catch(stream.end)),
      );
      await sendNews();
    },
    closeSession: (sessionId) => closeWhere((listener) => listener.sessionId === sessionId),
    closeAll: () => closeWhere(() => true),
  };
}

/**
 * Sends the events that were not seen yet. True if one of them is the end.
 *
 * The ID of each message lists every event sent so far, and not the last one's number: two steps that end together
 * may commit in the other order than they were numbered, and the lower number would be missed.
 */
function send(stream: ServerSentEvents, events: ApplicationEvent[], seen: Set<number>): boolean {
  for (const { id, code, at } of events) {
    if (seen.has(id)) continue;
    seen.add(id);
    stream.send({ id: [...seen].join('.'), data: { code, at, ...eventWords[code] } });
  }
  const isOver = events.some(({ code }) => endCodes.has(code));
  if (isOver) stream.send({ event: 'end', data: {} });
  return isOver;
}

/** Anything but a list of numbers is no ID of ours, and nothing was seen. */
function eventsSeen(lastEventId = ''): Set<number> {
  const isWellFormed = /^\d{1,15}(\.\d{1,15}){0,31}$/.test(lastEventId);
  return new Set(isWellFormed ? lastEventId.split('.').map(Number) : []);
}

/** Runs `work` now, or once more after the run that is under way: what changed meanwhile is not missed. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let isWanted = false;
  async function run(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      await work();
    }
  }
  return () => {
    isWanted = true;
    return (running ??= run().finally(() => (running = undefined)));
  };
}
