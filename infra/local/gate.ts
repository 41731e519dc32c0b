/**
 * A gate in front of a page that has no sign-in of its own: the mail sink and Temporal's UI. A
 * browser runs code of strangers on this machine, and the machine may have other users; neither
 * must read mail or end a workflow.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import { cookieOf } from '#infra/http/cookies.ts';
import { isSame } from '#infra/http/same.ts';

export interface GatedPage {
  /** Where a browser finds it. */
  port: number;
  /** What opens the gate, as `?key=` of the first address and then as a cookie. */
  key: string;
}

export interface GateOptions extends GatedPage {
  /** Where the page really is (`hiddenAddress` in ports.ts). */
  target: string;
}

/** Why a request does not pass. */
interface Refusal {
  status: 401 | 403 | 421;
  text: string;
}

const refusals = {
  host: { status: 421, text: 'This server is not known by that name.' },
  origin: { status: 403, text: 'Another site cannot use this page.' },
  key: { status: 401, text: 'Open this page by the address that `npm start` printed.' },
} as const satisfies Record<string, Refusal>;

/** Listens on loopback. Returns a function that closes the gate. */
export async function startGate({ port, target, key }: GateOptions): Promise<() => void> {
  const proxy = createProxyServer({ target, ws: true });
  proxy.on('error', (_error, _req, res) => void res?.end());
  proxy.on('proxyRes', ({ headers }) => dropCors(headers));
  const refusalOf = createCheck(port, key);
  const server = createServer((req, res) => {
    const refusal = refusalOf(req);
    if (refusal) return void res.writeHead(refusal.status).end(refusal.text);
    if (keyIn(req)) return admit(req, res, { port, key });
    void proxy.web(req, res).catch(() => res.destroy());
  });
  server.on('upgrade', (req, socket: Socket, head) => {
    const refusal = refusalOf(req);
    if (refusal) return void socket.end(`HTTP/1.1 ${refusal.status} Refused\r\n\r\n`);
    void proxy.ws(req, socket, {}, head).catch(() => socket.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

function createCheck(port: number, key: string): (req: IncomingMessage) => Refusal | undefined {
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
  return (req) => {
    const { host = '', origin, cookie } = req.headers;
    // By DNS rebinding a page of another site reaches this address under a name of its own.
    if (!hosts.includes(host)) return refusals.host;
    if (origin !== undefined && origin !== `http://${host}`) return refusals.origin;
    const shown = keyIn(req) ?? cookieOf(cookie, cookieName(port));
    return isSame(shown, key) ? undefined : refusals.key;
  };
}

/** Keeps the key in a cookie, and takes it out of the address. */
function admit(req: IncomingMessage, res: ServerResponse, { port, key }: GatedPage) {
  const url = urlOf(req);
  url.searchParams.delete('key');
  const cookie = `${cookieName(port)}=${key}; Path=/; HttpOnly; SameSite=Lax`;
  res.writeHead(303, { Location: url.pathname + url.search, 'Set-Cookie': cookie }).end();
}

/** Cookies know no ports, so the name does. */
const cookieName = (port: number): string => `gate-${port}`;

const urlOf = ({ url = '/' }: IncomingMessage): URL => new URL(url, 'http://gate');

const keyIn = (req: IncomingMessage): string | null => urlOf(req).searchParams.get('key');

/** The pages allow every origin to read them. */
function dropCors(headers: IncomingMessage['headers']): void {
  for (const name of Object.keys(headers))
    if (name.startsWith('access-control-')) Reflect.deleteProperty(headers, name);
}
