import { createServer } from 'node:http';
import { once } from 'node:events';

/**
 * Answers `GET /healthz` on loopback, for a process without a server of its own: 200 while
 * `isHealthy`, else 503. Returns a function that closes the server.
 */
export async function serveHealth(port: number, isHealthy: () => boolean): Promise<() => void> {
  const server = createServer((_, res) => void res.writeHead(isHealthy() ? 200 : 503).end());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
