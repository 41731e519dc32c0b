import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, mock, test } from 'node:test';
import type { TestContext } from 'node:test';
import { setImmediate as soon } from 'node:timers/promises';
import express from 'express';
import type { Request, Response } from 'express';
import { keepPace } from './transfer-limits.ts';

before(() => mock.timers.enable({ apis: ['setInterval'] }));
after(() => mock.timers.reset());

/** A request that has just begun, on a real connection, and its sender's socket. */
async function begun(t: TestContext, line: string, more = '') {
  const arrived = Promise.withResolvers<{ req: Request; res: Response }>();
  const app = express().use((req, res) => arrived.resolve({ req, res }));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => {}).write(`${line} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`);
  const { req, res } = await arrived.promise;
  t.after(() => (client.destroy(), server.close(), server.closeAllConnections()));
  return { client, req, res };
}

const grown = async (count: () => number, to: number) => {
  while (count() < to) await soon();
};
const enough = Buffer.alloc(20_000);

test('a sender is cut off after half a minute with less than 16 KiB, and not before', async (t) => {
  const { client, req, res } = await begun(t, 'POST /', 'Content-Length: 100000\r\n');
  keepPace({ req, res }, 'in');
  req.resume();
  client.write(enough);
  await grown(() => req.socket.bytesRead, enough.length);
  mock.timers.tick(30_000);
  assert.equal(req.socket.destroyed, false);
  const before = req.socket.bytesRead;
  client.write('x');
  await grown(() => req.socket.bytesRead, before + 1);
  mock.timers.tick(30_000);
  assert.equal(req.socket.destroyed, true);
});

test('a reader who takes nothing for half a minute is cut off, and not before', async (t) => {
  const { client, req, res } = await begun(t, 'GET /');
  keepPace({ req, res }, 'out');
  client.resume();
  res.write(enough);
  await grown(() => client.bytesRead, enough.length);
  mock.timers.tick(30_000);
  assert.equal(req.socket.destroyed, false, 'it keeps pace');
  mock.timers.tick(30_000);
  assert.equal(req.socket.destroyed, true, 'it does not');
});

test('a transfer that has ended is not watched any more', async (t) => {
  const { req, res } = await begun(t, 'POST /', 'Content-Length: 0\r\n');
  keepPace({ req, res }, 'in');
  req.resume();
  await once(req, 'end');
  // Storage takes its time.
  mock.timers.tick(300_000);
  assert.equal(req.socket.destroyed, false);
});
