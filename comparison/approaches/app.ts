import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import { z } from 'zod';
import { createBearerCheck } from '#infra/http/bearer.ts';
import { sendProblem } from '#infra/http/problem.ts';
import { openStream } from '#infra/http/server-sent-events.ts';
import { approaches, scenarios } from './contract.ts';
import { ApproachesError, toApproachesError } from './errors.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';

const runRequest = z.strictObject({
  seed: z.int().min(0).max(0xffff_ffff),
  data: z.enum(['sample', 'canary']),
  scenario: z.enum(scenarios),
  approaches: z.array(z.enum(approaches)).min(1).max(approaches.length),
});

/** Far longer than a run takes; a reader that is still connected then reconnects. */
const maxStreamMs = 10 * 60_000;

export interface AppDependencies {
  runs: Runs;
  apiKey: string;
  /** Receives errors that are not the caller's. */
  onError(error: unknown): void;
}

/** `POST /runs`, `GET /runs/:id` (contract.ts) and `GET /healthz`. */
export function createApp({ runs, apiKey, onError }: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  app.use(requireKey(apiKey), express.json({ limit: '4kb' }));

  app.post('/runs', async (req, res) => {
    const request = runRequest.safeParse(req.body);
    if (!request.success) throw new ApproachesError('REQUEST_MALFORMED');
    const { id } = (await runs.begin(request.data)).report;
    res.status(201).location(`/runs/${id}`).json({ id });
  });

  app.get('/runs/:id', async (req, res) => {
    const run = runs.find(req.params.id);
    res.set('Cache-Control', 'no-store');
    if (req.accepts(['json', 'text/event-stream']) === 'json') res.json(run.report);
    else
      await sendChanges(
        run,
        openStream(res, maxStreamMs),
        () => res.destroyed || res.writableEnded,
      );
  });

  app.use(() => {
    throw new ApproachesError('NOT_FOUND');
  });
  app.use(refuse(onError));
  return app;
}

function requireKey(apiKey: string): RequestHandler {
  const hasKey = createBearerCheck(apiKey);
  return (req, res, next) => {
    if (hasKey(req.headers.authorization)) return next();
    res.set('WWW-Authenticate', 'Bearer');
    throw new ApproachesError('KEY_REQUIRED');
  };
}

/** Sends the report now and after each change. Changes that come together are sent together. */
async function sendChanges(
  run: Run,
  stream: ReturnType<typeof openStream>,
  isGone: () => boolean,
): Promise<void> {
  let isOver = false;
  void run.ended.then(() => (isOver = true));
  while (!isGone()) {
    const changed = Promise.race([run.changed(), run.ended]);
    const isLast = isOver;
    stream.send({ data: run.report });
    if (isLast) break;
    await changed;
    await new Promise(setImmediate);
  }
  stream.send({ event: 'end', data: {} });
  stream.end();
}

function refuse(onError: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const { code, status, message: title } = toApproachesError(error);
    if (code === 'INTERNAL') onError(error);
    if (status === 503 && !res.headersSent) res.set('Retry-After', '60');
    sendProblem(res, { title, status, code });
  };
}
