import type { Request, Response } from 'express';
import type { Pool } from 'pg';
import type { ApplicationEvent, Applications } from '#lending/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import type { LiveStreams } from '../http/live-streams.ts';
import type { ServerSentEvents } from '#infra/http/server-sent-events.ts';
import { isSignedIn } from '../sign-in/session.ts';
import type { TimelineChanges } from './changes.ts';
import { endCodes, eventWords } from '../http/words.ts';

export interface EventStreams {
  /**
   * Sends the timeline as server-sent events: what has happened, then what happens from now on.
   * @throws PortalError `STREAM_LIMIT_REACHED`; VaultError `VAULT_NOT_FOUND`
   */
  open(
    req: Request,
    res: Response,
    of: { actor: Actor; application: ApplicationRef },
  ): Promise<void>;
}

export function createEventStreams(deps: {
  pool: Pool;
  applications: Applications;
  timelineChanges: TimelineChanges;
  liveStreams: LiveStreams;
}): EventStreams {
  const { pool, applications, timelineChanges, liveStreams } = deps;

  return {
    async open(req, res, { actor, application }) {
      await applications.get(actor, application);
      // The client has gone: `close` was emitted before, so the stream below would never end.
      if (res.closed) return;
      const seen = eventsSeen(req.get('Last-Event-ID'));
      const { sessionID } = req;
      const stream = liveStreams.open(req, res, actor.id);
      const sendNews = oneAtATime(async () => {
        // Signed out in another process, or of another role by now: the stream ends with that.
        if (!(await isSignedIn(pool, sessionID))) return stream.end();
        const isOver = send(stream, await applications.events(actor, application), seen);
        if (isOver) stream.end();
      });
      res.once(
        'close',
        timelineChanges.subscribe(application, () => void sendNews().catch(stream.end)),
      );
      await sendNews();
    },
  };
}

/**
 * Sends the events that were not seen yet. Returns true once the timeline has ended.
 *
 * The ID of each message lists every event sent so far, and not only the last one's number: two
 * concurrent steps may commit in another order than they were numbered, and a client that resumes
 * after the higher number would miss the lower one.
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

/** The events in a Last-Event-ID; none if it is not one of ours. */
function eventsSeen(lastEventId = ''): Set<number> {
  const isWellFormed = /^\d{1,15}(\.\d{1,15}){0,31}$/.test(lastEventId);
  return new Set(isWellFormed ? lastEventId.split('.').map(Number) : []);
}

/** Runs `work` now, or again after the current run, so that a change meanwhile is not missed. */
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
