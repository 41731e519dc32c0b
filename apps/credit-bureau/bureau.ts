import { createHmac } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { z } from 'zod';
import { createBearerCheck } from '#infra/http/bearer.ts';
import { createServer } from '#infra/http/server.ts';
import type { Certificate } from '#infra/http/server.ts';
import { answerFor } from './answers.ts';
import { createBehaviour, modes } from './behaviour.ts';

const maxBodyBytes = 4_096;
const maxRemembered = 10_000;

const identityCheck = z.strictObject({
  fullName: z.string().min(1).max(120),
  ssn: z.string().regex(/^\d{9}$/),
  dateOfBirth: z.iso.date(),
});
const behaviourChange = z.strictObject({
  mode: z.enum(modes),
  forMs: z.int().positive().max(600_000).optional(),
});

/** A refusal, with its HTTP status. */
class Refused extends Error {
  override name = 'Refused';
  readonly status: number;

  constructor(status: number) {
    super('The request was refused');
    this.status = status;
  }
}

/** One finished request, without its content. */
export type OnRequest = (request: { method: string; status: number }) => void;

export interface BureauOptions {
  apiKey: string;
  certificate?: Certificate | undefined;
  /** Host names that it answers to, besides this machine's loopback names. */
  hosts?: readonly string[] | undefined;
  slowMs?: number;
  onRequest?: OnRequest;
}

/**
 * The credit bureau's HTTP interface: `POST /v1/identity-checks` with a bearer key and an
 * Idempotency-Key, `GET /healthz`, and, for demonstrations, `PUT /v1/behaviour`. The caller listens
 * and closes.
 * @param slowMs how long an answer takes in the mode `slow`
 */
export function createBureau(options: BureauOptions): Server {
  const { apiKey, certificate, hosts, slowMs = 60_000, onRequest } = options;
  const behaviour = createBehaviour(slowMs);
  const remembered = new Map<string, string>();
  const hasKey = createBearerCheck(apiKey);
  const digest = (text: string): Buffer => createHmac('sha256', apiKey).update(text).digest();

  async function checkIdentity(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (!hasKey(req.headers.authorization)) throw new Refused(401);
    const check = await readJson(req, identityCheck);
    if (await behaviour.misbehave(res)) return;
    remember(req.headers['idempotency-key'], digest(JSON.stringify(check)).toString('hex'));
    sendJson(res, answerFor(check.ssn, apiKey));
  }

  /**
   * The same idempotency key must come with the same request. The answer is a function of the
   * request, so it need not be stored.
   */
  function remember(key: string | string[] | undefined, question: string): void {
    if (typeof key !== 'string') throw new Refused(400);
    if ((remembered.get(key) ?? question) !== question) throw new Refused(422);
    remembered.set(key, question);
    const oldest = remembered.keys().next().value;
    if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest);
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const route = `${req.method} ${req.url}`;
    if (route === 'GET /healthz') res.end('ok');
    else if (route === 'POST /v1/identity-checks') await checkIdentity(req, res);
    else if (route === 'PUT /v1/behaviour') {
      // DEMO ONLY: needs no key. It changes how answers arrive, and never what they say.
      const { mode, forMs } = await readJson(req, behaviourChange);
      behaviour.change(mode, forMs);
      sendJson(res, { mode });
    } else throw new Refused(404);
  }

  return createServer(certificate, { hosts }, (req, res) => {
    res.on('close', () =>
      onRequest?.({ method: req.method ?? '', status: res.writableEnded ? res.statusCode : 0 }),
    );
    handle(req, res).catch((error: unknown) => {
      if (res.headersSent || res.destroyed) return;
      res.writeHead(error instanceof Refused ? error.status : 500).end();
    });
  });
}

async function readJson<T>(req: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Refused(413);
    chunks.push(chunk);
  }
  try {
    return schema.parse(JSON.parse(Buffer.concat(chunks).toString()));
  } catch {
    // Messages of parsers quote their input.
    throw new Refused(400);
  }
}

function sendJson(res: ServerResponse, body: object): void {
  res
    .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
