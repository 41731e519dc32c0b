import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import express from 'express';
import { sendProblem } from './problem.ts';

const problem = { status: 409, code: 'BEGUN_BEFORE', title: 'This was begun before' };
const app = express();
app.get('/refused', (_req, res) => sendProblem(res, problem));
app.get('/begun', (_req, res) => {
  res.write('the beginning of an answer');
  sendProblem(res, problem);
});

const server = app.listen(0, '127.0.0.1');
let url: string;
before(async () => {
  if (!server.listening) await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

test('a problem is sent as an RFC 9457 document, with its status and its code', async () => {
  const answer = await fetch(`${url}/refused`);
  assert.equal(answer.status, 409);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.deepEqual(await answer.json(), { type: 'about:blank', ...problem });
});

test('a problem in a response that has begun aborts it, so that no caller takes it for complete', async () => {
  await assert.rejects(fetch(`${url}/begun`).then((answer) => answer.text()));
});
