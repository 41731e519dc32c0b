import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { createServer } from './server.ts';

const server = createServer(undefined, { hosts: ['portal.example'] }, (_req, res) => {
  res.end('private');
});
let port: number;
before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});
after(() => server.close());

/** The answer to a request with these lines: a client of Node's would mend some of them. */
async function ask(path: string, ...headers: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

test('a server answers to its own names and this machine’s, at any port', async () => {
  for (const host of [
    'portal.example',
    'PORTAL.example:8443',
    'localhost',
    '127.0.0.1:1',
    '[::1]:2',
  ])
    assert.match(await ask('/', `Host: ${host}`), /private/, host);
});

test('a request that names another host is refused with 421, and so is one that names two', async () => {
  const others = [
    ['Host: evil.example'],
    ['Host: portal.example.evil.example'],
    ['Host: 169.254.169.254'],
    ['Host: '],
    ['Host: localhost', 'Host: evil.example'],
    ['Host: localhost:80:80'],
  ];
  for (const headers of others) {
    const answer = await ask('/', ...headers);
    assert.match(answer, /^HTTP\/1\.1 4(21|00) /, headers.join());
    assert.doesNotMatch(answer, /private|evil/, headers.join());
  }
  assert.match(await ask('/', 'Host: evil.example'), /421 [^]*"code":"HOST_UNKNOWN"/);
});

test('a load balancer asks for health by any name', async () => {
  assert.match(await ask('/healthz', 'Host: 10.1.2.3'), /^HTTP\/1\.1 200 /);
});
