import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import type { BureauAnswer } from './answers.ts';
import type { Mode } from './behaviour.ts';
import { createBureau } from './bureau.ts';

const apiKey = 'a-key-of-the-bureau';
let bureau: Server;
let url: string;
let seen: object[];
beforeEach(async () => {
  seen = [];
  bureau = createBureau({ apiKey, onRequest: (request) => seen.push(request) }).listen(
    0,
    '127.0.0.1',
  );
  await once(bureau, 'listening');
  url = `http://127.0.0.1:${(bureau.address() as AddressInfo).port}`;
});
afterEach(() => {
  bureau.closeAllConnections();
  bureau.close();
});

function ask(
  ssn: string,
  { key = 'app-1', bearer = apiKey, signal = AbortSignal.timeout(5_000) } = {},
) {
  return fetch(`${url}/v1/identity-checks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'idempotency-key': key },
    body: JSON.stringify({ fullName: 'Ada Byron', ssn, dateOfBirth: '1985-12-10' }),
    signal,
  });
}
const answer = async (ssn: string, key: string): Promise<BureauAnswer> =>
  (await (await ask(ssn, { key })).json()) as BureauAnswer;
const behave = (mode: Mode, forMs?: number) =>
  fetch(`${url}/v1/behaviour`, { method: 'PUT', body: JSON.stringify({ mode, forMs }) });

test('the last digits choose the answer, and the same request gets the same answer', async () => {
  assert.equal((await answer('912340001', 'a')).confirmed, false);
  assert.equal((await answer('912340002', 'b')).creditScore, 580);
  assert.equal((await answer('912340003', 'c')).creditScore, 655);
  const good = await answer('912345678', 'd');
  assert.ok(
    good.confirmed && Number(good.creditScore) >= 720 && Number(good.openDebtCents) < 1_000_000,
  );
  assert.deepEqual(await answer('912345678', 'd'), good);
});

test('the bureau requires its API key, one idempotency key for one request, and no unknown fields', async () => {
  assert.equal((await ask('912345678', { bearer: 'another' })).status, 401);
  assert.equal((await ask('912345678', { key: 'x' })).status, 200);
  assert.equal((await ask('912345679', { key: 'x' })).status, 422);
  assert.equal((await ask('not a number')).status, 400);
  assert.equal((await ask('9'.repeat(5_000))).status, 413);
});

test('only the method and the status of a request are logged', async () => {
  await ask('912345678');
  assert.deepEqual(seen, [{ method: 'POST', status: 200 }]);
});

test('a flaky bureau answers one of four requests, a slow or dead one none in time, a normal one all', async () => {
  const outcome = () =>
    ask('912345678').then(
      ({ status, headers }) => [status, headers.get('retry-after')],
      () => ['dropped'],
    );
  await behave('flaky');
  const outcomes = [await outcome(), await outcome(), await outcome(), await outcome()];
  assert.deepEqual(outcomes, [[503, null], [429, '2'], ['dropped'], [200, null]]);
  await behave('down');
  await assert.rejects(ask('912345678'));
  await behave('slow');
  await assert.rejects(ask('912345678', { signal: AbortSignal.timeout(200) }), {
    name: 'TimeoutError',
  });
  await behave('normal');
  assert.equal((await ask('912345678')).status, 200);
});

test('misbehaviour for a given time ends by itself', async () => {
  await behave('down', 1);
  for (let answered = false; !answered;)
    answered = (await ask('912345678').catch(() => undefined))?.ok ?? false;
});
