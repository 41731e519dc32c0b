import type { Request, Response } from 'express';
import type { Actor, ApplicationEvent, Applications } from '#vault/index.ts';
import type { ApplicationRef } from '#workflows/contract.ts';
import { PortalError } from './errors.ts';
import type { Timeline } from './timeline.ts';
import { endCodes, eventWords } from './words.ts';

/** Browsers open six connections to a host: live pages must leave some for everything else. */
const mostPerUser = 4;
const heartbeatMs = 20_000;

export interface EventStreams {
  /** Sends the timeline as server-sent events: what there is, then what happens. @throws PortalError `STREAM_LIMIT_REACHED` */
  open(req: Request, res: Response, of: { actor: Actor; application: ApplicationRef }): Promise<void>;
  /** Ends the streams of a session that was ended. */
  closeSession(sessionId: string): void;
  closeAll(): void;
}

interface Stream {
  userId: string;
  sessionId: string;
  close(): void;
}

export function createEventStreams(deps: { applications: Applications; timeline: Timeline }): EventStreams {
  const { applications, timeline } = deps;
  const streams = new Set<Stream>();

  return {
    async open(req, res, { actor, application }) {
      const mine = [...streams].filter(({ userId }) => userId === actor.id);
      if (mine.length >= mostPerUser) throw new PortalError('STREAM_LIMIT_REACHED');
      const seen = eventsSeen(req.get('Last-Event-ID'));
      await applications.get(actor, application);
      const stream = { userId: actor.id, sessionId: req.sessionID, close: () => res.end() };
      streams.add(stream);
      const sendNews = oneAtATime(async () => {
        const events = await applications.events(actor, application);
        const ended = send(res, events, seen);
        if (ended) res.end('event: end\ndata: {}\n\n');
      });
      const unsubscribe = timeline.subscribe(application, () => void sendNews().catch(() => res.destroy()));
      const timers = [
        setInterval(() => res.write(': still here\n\n'), heartbeatMs),
        // The session may go on, in another window: then the browser's reconnection finds it so.
        setTimeout(() => res.end(), req.session.cookie.maxAge ?? 0),
      ];
      res.once('close', () => {
        streams.delete(stream);
        unsubscribe();
        timers.forEach(clearTimeout);
      });
      // A page that is only open is no activity: without this, its stream would keep the session alive for ever.
      Reflect.deleteProperty(req, 'session');
      res.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).flushHeaders();
      await sendNews();
    },
    closeSession(sessionId) {
      for (const stream of streams) if (stream.sessionId === sessionId) stream.close();
    },
    closeAll() {
      for (const stream of streams) stream.close();
    },
  };
}

/**
 * Sends the events that were not seen yet. True if one of them is the end.
 *
 * The ID of each message lists every event sent so far, and not the last one's number: two steps that end together
 * may commit in the other order than they were numbered, and the lower number would be missed.
 */
function send(res: Response, events: ApplicationEvent[], seen: Set<number>): boolean {
  let ended = false;
  for (const { id, code, at } of events) {
    ended ||= endCodes.has(code);
    if (seen.has(id)) continue;
    seen.add(id);
    const data = JSON.stringify({ code, at, ...eventWords[code] });
    res.write(`id: ${[...seen].join('.')}\ndata: ${data}\n\n`);
  }
  return ended;
}

/** Anything but a list of numbers is no ID of ours, and nothing was seen. */
function eventsSeen(lastEventId = ''): Set<number> {
  const wellFormed = /^\d{1,15}(\.\d{1,15}){0,31}$/.test(lastEventId);
  return new Set(wellFormed ? lastEventId.split('.').map(Number) : []);
}

/** Runs `work` now, or once more after the run that is under way: what changed meanwhile is not missed. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  return async () => {
    again = true;
    running ??= (async () => {
      while (again) {
        again = false;
        await work();
      }
    })().finally(() => (running = undefined));
    return running;
  };
}
