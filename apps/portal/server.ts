import type { RequestListener, Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer } from '#infra/http/server.ts';
import type { Certificate } from '#infra/http/server.ts';

/** An upload of 256 MB takes an hour at 0.6 Mbit/s; a connection on which nothing moves ends long before. */
const longestRequestMs = 60 * 60_000;
const idleMs = 120_000;

/** A server that does not wait for ever: 20 s for headers, an hour for a request, two minutes for the next byte. */
export function createPortalServer(certificate: Certificate | undefined, app: RequestListener): Server {
  const server = createServer(certificate, { headersTimeout: 20_000, requestTimeout: longestRequestMs }, app);
  server.keepAliveTimeout = 60_000;
  return server.setTimeout(idleMs);
}

export function startListening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Takes no new connections, lets requests under way finish within `patienceMs`, then ends what is left. */
export async function stopListening(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.race([closed, delay(patienceMs, undefined, { ref: false })]);
  server.closeAllConnections();
}
