import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import express from 'express';
import { keepPace } from './transfer-limits.ts';

const pace = { bytes: 1_000, withinMs: 200 };
const app = express();
app.post('/in', (req, res) => {
  keepPace({ req, res }, 'in', pace);
  req.resume().once('end', () => setTimeout(() => res.end('stored'), 600));
});
let outEnded = Promise.withResolvers<true>();
app.get('/out', (req, res) => {
  outEnded = Promise.withResolvers();
  res.once('close', () => outEnded.resolve(true));
  keepPace({ req, res }, 'out', pace);
  const large = Buffer.alloc(64 * 1024);
  const write = (): void =>
    void (res.write(large) ? setImmediate(write) : res.once('drain', write));
  write();
});

const server = app.listen(0, '127.0.0.1');
before(async () => void (server.listening || (await once(server, 'listening'))));
after(() => (server.closeAllConnections(), server.close()));

const open = (head: string) => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`${head} HTTP/1.1\r\nHost: localhost\r\n`);
  return socket;
};
const closedWithin = (socket: ReturnType<typeof open>, ms: number) =>
  Promise.race([once(socket, 'close').then(() => true), delay(ms).then(() => false)]);

test('a sender of single bytes is cut off, and one who keeps pace is not', async () => {
  const slow = open('POST /in');
  slow.write('Content-Length: 100000\r\n\r\n');
  const drip = setInterval(() => slow.write('x'), 50);
  assert.ok(await closedWithin(slow, 2_000));
  clearInterval(drip);

  const steady = open('POST /in');
  steady.write('Content-Length: 20000\r\n\r\n');
  let sent = 0;
  const flow = setInterval(() => {
    if (sent < 20_000) steady.write(Buffer.alloc(2_000));
    sent += 2_000;
  }, 60);
  steady.resume();
  // Nothing more is sent while the server takes its time to store what has come.
  const [answer] = (await once(steady, 'data')) as [Buffer];
  clearInterval(flow);
  assert.match(answer.toString(), /stored/);
  steady.destroy();
});

test('a reader who does not read is cut off, and one who reads is not', async () => {
  const isCutOff = (ms: number) =>
    Promise.race([delay(50).then(() => outEnded.promise), delay(ms).then(() => false)]);
  const idle = open('GET /out').pause();
  idle.write('\r\n');
  assert.equal(await isCutOff(4_000), true);
  idle.destroy();
  const reading = open('GET /out');
  reading.resume().write('\r\n');
  assert.equal(await isCutOff(1_000), false);
  reading.destroy();
});
