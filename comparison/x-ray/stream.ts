import type { Request, Response } from 'express';
import type { RunReport } from '../approaches/contract.ts';
import type { LiveStreams } from '#apps/portal/http/live-streams.ts';
import type { Xray } from './approaches-client.ts';

/**
 * Tells an open page, by server-sent events, that a run has moved on: how far each column is, and `end` at the end.
 * The page reads itself again; so there is one way to draw it.
 * @throws PortalError as `Xray.follow` does, and `STREAM_LIMIT_REACHED`
 */
export type FollowRun = (
  req: Request,
  res: Response,
  of: { userId: string; run: string },
) => Promise<void>;

export function createFollowRun({
  xray,
  liveStreams,
}: {
  xray: Xray;
  liveStreams: LiveStreams;
}): FollowRun {
  return async (req, res, { userId, run }) => {
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    try {
      const reports = await xray.follow(run, gone.signal);
      // Gone already: its `close` is over, and nothing below would ever end.
      if (res.closed) return;
      const stream = liveStreams.open(req, res, userId);
      for await (const report of reports) {
        stream.send({ data: progressOf(report) });
        if (!isOver(report)) continue;
        stream.send({ event: 'end', data: {} });
        break;
      }
      // Where the end was not told, the browser connects again and hears how it stands.
      stream.end();
    } finally {
      gone.abort();
    }
  };
}

/** Nothing more will change. */
export function isOver({ columns }: RunReport): boolean {
  return columns.every(({ state }) => state === 'ended' || state === 'failed');
}

function progressOf({ columns }: RunReport): object {
  return {
    columns: columns.map(({ approach, state, temporal }) => ({
      approach,
      state,
      events: temporal?.events.length ?? 0,
      found: temporal?.found.length ?? 0,
    })),
  };
}
