import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer } from './server.ts';
import type { Certificate } from './server.ts';

/** An upload of 256 MB takes an hour at 0.6 Mbit/s; an idle connection ends long before. */
const maxRequestMs = 60 * 60_000;
const idleMs = 120_000;

export interface HttpServer {
  server: Server;
  listen(port: number, host: string): Promise<void>;
  /**
   * Accepts no new connections, waits up to `timeoutMs` for requests in progress, then aborts the
   * rest.
   */
  stop(timeoutMs: number): Promise<void>;
}

/**
 * An HTTP server with time-outs: 20 s for headers, an hour for a request, two minutes for the next
 * byte. With a certificate it terminates TLS; without one, a proxy in front of it does.
 * @param hosts names that it answers to, besides this machine's loopback names
 */
export function createHttpServer(
  certificate: Certificate | undefined,
  app: RequestListener,
  hosts: readonly string[] = [],
): HttpServer {
  const server = createServer(
    certificate,
    { hosts, headersTimeout: 20_000, requestTimeout: maxRequestMs },
    app,
  );
  // Longer than a balancer keeps an idle connection (Amazon's: 60 s), or it would send a request
  // into one that is closing.
  server.keepAliveTimeout = 75_000;
  server.setTimeout(idleMs);
  const silent = silentConnections(server, certificate ? 'secureConnection' : 'connection');
  // Browsers keep a connection open for the next request. While the server stops, close it after
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
    async stop(timeoutMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of silent) socket.destroy();
      await Promise.race([closed, delay(timeoutMs, undefined, { ref: false })]);
      server.closeAllConnections();
    },
  };
}

/**
 * Connections that browsers open ahead of a request. Node does not count these as idle, so a stop
 * would wait for them.
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
