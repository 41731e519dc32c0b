import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer } from './server.ts';
import type { Certificate } from './server.ts';

/**
 * An upload of 256 MB takes an hour at 0.6 Mbit/s; a connection on which nothing moves ends long
 * before.
 */
const longestRequestMs = 60 * 60_000;
const idleMs = 120_000;

export interface HttpServer {
  server: Server;
  listen(port: number, host: string): Promise<void>;
  /**
   * Takes no new connections, lets requests under way finish within `patienceMs`, then ends what is
   * left.
   */
  stop(patienceMs: number): Promise<void>;
}

/**
 * An HTTP server that does not wait for ever: 20 s for headers, an hour for a request, two minutes
 * for the next byte. With a certificate it ends TLS; without one, something in front does.
 */
export function createHttpServer(
  certificate: Certificate | undefined,
  app: RequestListener,
): HttpServer {
  const server = createServer(
    certificate,
    { headersTimeout: 20_000, requestTimeout: longestRequestMs },
    app,
  );
  server.keepAliveTimeout = 60_000;
  server.setTimeout(idleMs);
  const silent = silentConnections(server, certificate ? 'secureConnection' : 'connection');
  // A browser keeps its connection for the next request: once the server is stopping, not beyond
  // this one.
  server.on('request', (_req, res) => {
    res.once('close', () => server.listening || setImmediate(() => server.closeIdleConnections()));
  });

  return {
    server,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      }),
    async stop(patienceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of silent) socket.destroy();
      await Promise.race([closed, delay(patienceMs, undefined, { ref: false })]);
      server.closeAllConnections();
    },
  };
}

/**
 * Connections that browsers open ahead of a request. To Node these are not idle, so a stop would
 * wait for them.
 */
function silentConnections(server: Server, opened: 'connection' | 'secureConnection'): Set<Socket> {
  const silent = new Set<Socket>();
  server.on(opened, (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }) => silent.delete(socket));
  return silent;
}
