import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { startGate } from './gate.ts';
import { freePorts } from './ports.ts';

const key = 'a-key-that-opens-the-gate';
const page = createServer((req, res) => {
  res.setHeader('Access-Control-Allow-Origin', req.headers.origin ?? '*');
  res.end(`page ${req.method} ${req.url}`);
});
page.on('upgrade', (_req, socket) =>
  socket.end('HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
);
let port: number;
let closeGate: () => void;

before(async () => {
  page.listen(0, '127.0.0.1');
  await once(page, 'listening');
  [port = 0] = await freePorts(1);
  const target = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
  closeGate = await startGate({ port, target, key });
});
after(() => {
  closeGate();
  page.close();
  page.closeAllConnections();
});

/** `fetch` would not send a Host header of our choice. */
async function ask(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET') {
  const host = `localhost:${port}`;
  const asked = request({ host: '127.0.0.1', port, path, method, headers: { host, ...headers } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
}

const cookie = () => `other=1; gate-${port}=${key}`;

test('the gate opens for the key, keeps it in a cookie and takes it out of the address', async () => {
  const { status, headers } = await ask(`/mails?sort=new&key=${key}`);
  assert.deepEqual([status, headers.location], [303, '/mails?sort=new']);
  assert.match(String(headers['set-cookie']), /HttpOnly; SameSite=Lax/);
  const passed = await ask('/mails', { cookie: cookie() }, 'DELETE');
  assert.deepEqual([passed.status, passed.text], [200, 'page DELETE /mails']);
});

test('the gate stays closed without the key, for another name and for another origin', async () => {
  const evil = 'http://evil.example';
  const refused = await Promise.all([
    ask('/'),
    ask('/?key=wrong'),
    ask('/', { cookie: `gate-${port}=wrong` }),
    ask('/', { cookie: cookie(), host: `evil.example:${port}` }),
    ask('/', { cookie: cookie(), origin: evil }, 'DELETE'),
    ask('/', { cookie: cookie(), origin: `http://localhost:${port + 1}` }, 'POST'),
    ask(`/?key=${key}`, { origin: evil }),
  ]);
  assert.deepEqual(
    refused.map(({ status }) => status),
    [401, 401, 401, 421, 403, 403, 403],
  );
  assert.ok(refused.every(({ text }) => !text.startsWith('page ')));
});

test('what a page allows to other origins does not pass the gate', async () => {
  const { headers } = await ask('/', { cookie: cookie(), origin: `http://localhost:${port}` });
  assert.equal(headers['access-control-allow-origin'], undefined);
});

test('a WebSocket passes with the key only', async () => {
  const upgrade = (headers: OutgoingHttpHeaders) => {
    const host = `localhost:${port}`;
    const asked = request({
      host: '127.0.0.1',
      port,
      headers: { host, connection: 'upgrade', upgrade: 'websocket', ...headers },
    });
    asked.end();
    return Promise.race([
      once(asked, 'upgrade').then(() => 'open'),
      once(asked, 'response').then(([answer]) => (answer as IncomingMessage).statusCode),
    ]);
  };
  assert.equal(await upgrade({ cookie: cookie() }), 'open');
  assert.equal(await upgrade({}), 401);
});
