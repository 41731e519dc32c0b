import type { Request, Response } from 'express';
import type { RunReport } from '../approaches/contract.ts';
import type { LiveStreams } from '#apps/portal/http/live-streams.ts';
import type { Xray } from './approaches-client.ts';

/**
 * Sends an open page the progress of a run as server-sent events: how far each column is, and
 * finally `end`. The page then reloads its content, so there is one way to render it.
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
      // The client is gone already: `close` has fired, and the loop below would never end.
      if (res.closed) return;
      const stream = liveStreams.open(req, res, userId);
      for await (const report of reports) {
        stream.send({ data: progressOf(report) });
        if (!isOver(report)) continue;
        stream.send({ event: 'end', data: {} });
        break;
      }
      // Without an `end` event the browser reconnects and gets the current state.
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
