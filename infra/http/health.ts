import { createServer } from 'node:http';
import { once } from 'node:events';
import type { Readiness } from './readiness.ts';

export interface Health {
  /** For `/healthz`: whether the process works. If not, restart it. */
  isAlive: () => boolean;
  /** For `/readyz`: whether what it depends on answers. */
  readiness: () => Promise<Readiness>;
}

/**
 * Answers `GET /healthz` and `GET /readyz` on loopback with 200 or 503, for a process without a
 * server of its own. Returns a function that closes the server.
 */
export async function serveHealth(port: number, health: Health): Promise<() => void> {
  const server = createServer((req, res) => {
    if (req.url !== '/readyz') return void res.writeHead(health.isAlive() ? 200 : 503).end();
    void health.readiness().then((found) => {
      res.writeHead(found.isReady ? 200 : 503, { 'content-type': 'application/json' });
      res.end(JSON.stringify(found));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
