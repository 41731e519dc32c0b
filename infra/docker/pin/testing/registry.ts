/** A registry that gives tokens to anyone and requires one, as Docker Hub does. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestRegistry {
  /** `host:port`, as a reference begins. */
  host: string;
  /** Makes the tag name this content: by default, an index for these platforms. Returns its bytes. */
  publish(name: string, platforms: string[], mediaType?: string): Buffer;
  stop(): Promise<void>;
}

export async function startTestRegistry(): Promise<TestRegistry> {
  const tags = new Map<string, { bytes: Buffer; mediaType: string }>();
  const tokens = new Map<string, string>();
  const server = createServer((req, res) => {
    const { pathname, searchParams } = new URL(req.url ?? '', `http://${host}`);
    if (pathname === '/token') {
      const token = randomUUID();
      tokens.set(`Bearer ${token}`, searchParams.get('scope') ?? '');
      return res.end(JSON.stringify({ token }));
    }
    const [, name = '', tag = ''] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(pathname) ?? [];
    if (tokens.get(req.headers.authorization ?? '') !== `repository:${name}:pull`) {
      const challenge = `Bearer realm="http://${host}/token",service="test"`;
      return res.writeHead(401, { 'www-authenticate': challenge }).end();
    }
    const found = tags.get(`${name}:${tag}`);
    if (!found) return res.writeHead(404).end();
    res.writeHead(200, { 'content-type': found.mediaType }).end(found.bytes);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    publish(name, platforms, mediaType = 'application/vnd.oci.image.index.v1+json') {
      const manifests = platforms.map((platform) => {
        const [os, architecture] = platform.split('/');
        return { digest: randomUUID(), platform: { os, architecture } };
      });
      const bytes = Buffer.from(JSON.stringify({ mediaType, manifests }));
      tags.set(name, { bytes, mediaType });
      return bytes;
    },
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
