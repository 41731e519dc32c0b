import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { serverSentEvents } from '#apps/portal/client/server-sent-events.ts';
import { createApp } from './app.ts';
import type { Approach, RunReport } from './contract.ts';
import { createRuns } from './runs.ts';

const apiKey = 'key-of-the-test-approaches';
const request = {
  seed: 1,
  data: 'sample',
  scenario: 'approved',
  approaches: ['naive', 'traditional'],
};

/** Lets the runners end, with an outcome or an error. */
let held: PromiseWithResolvers<string>[] = [];
let server: Server;
let url: string;

/** Other tests run the approaches; here only the reports count. */
const runner = (approach: Approach) => ({
  approach,
  prepare: async () => {},
  close: async () => {},
  run() {
    const end = Promise.withResolvers<string>();
    held.push(end);
    return end.promise;
  },
});

before(async () => {
  const runs = createRuns({
    runners: [runner('traditional'), runner('naive')],
    viewerOf: () => assert.fail('nothing is in Temporal'),
    outage: { begin: async () => {}, end: async () => {} },
    onError: () => {},
  });
  server = createApp({ runs, apiKey, onError: (error) => assert.fail(String(error)) }).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const { resolve } of held) resolve('approved');
  held = [];
});
after(() => server.closeAllConnections() ?? server.close());

function ask(
  path: string,
  { body, accept = 'application/json', key = apiKey }: Ask = {},
): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, accept, 'content-type': 'application/json' };
  return fetch(url + path, {
    headers,
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
}
interface Ask {
  body?: unknown;
  accept?: string;
  key?: string;
}

async function begin(): Promise<string> {
  const answer = await ask('/runs', { body: request });
  assert.equal(answer.status, 201);
  return ((await answer.json()) as { id: string }).id;
}

const reportOf = async (id: string) => (await (await ask(`/runs/${id}`)).json()) as RunReport;

async function assertRefused(
  answer: Promise<Response>,
  status: number,
  code: string,
): Promise<void> {
  const {
    status: actual,
    headers,
    ...response
  } = await answer.then(async (is) => ({
    status: is.status,
    headers: is.headers,
    text: await is.text(),
  }));
  assert.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
  const problem = JSON.parse(response.text) as { status: number; code: string };
  assert.deepEqual([actual, problem.status, problem.code], [status, status, code]);
}

test('every request without the key is refused', async () => {
  await assertRefused(ask('/runs', { body: request, key: 'another' }), 401, 'KEY_REQUIRED');
  await assertRefused(ask('/runs/1', { key: '' }), 401, 'KEY_REQUIRED');
  await assertRefused(ask('/elsewhere', { key: '' }), 401, 'KEY_REQUIRED');
  assert.equal(held.length, 0);
});

test('a malformed request is refused, and so is one that contains data', async () => {
  const others = [
    { ...request, seed: -1 },
    { ...request, approaches: [] },
    { ...request, ssn: '912345678' },
    'x',
    {},
  ];
  for (const body of others) await assertRefused(ask('/runs', { body }), 400, 'REQUEST_MALFORMED');
  await assertRefused(ask('/runs', { body: { x: 'x'.repeat(5_000) } }), 413, 'REQUEST_TOO_LARGE');
  await assertRefused(ask('/runs/none'), 404, 'NOT_FOUND');
  assert.equal(held.length, 0);
});

test('columns are in the order of the contract, and end with their approaches', async () => {
  const id = await begin();
  const { columns, submitted } = await reportOf(id);
  assert.deepEqual(
    columns.map(({ approach, state }) => [approach, state]),
    [
      ['traditional', 'running'],
      ['naive', 'running'],
    ],
  );
  assert.ok(
    submitted.some(({ field, value }) => field === 'ssn' && /^\d{3}-\d{2}-\d{4}$/.test(value)),
  );
  const [traditional, naive] = held;
  traditional?.resolve('declined');
  naive?.reject(new Error('no server'));
  await untilEnded(id);
  const ended = (await reportOf(id)).columns.map(({ state, outcome }) => [state, outcome]);
  assert.deepEqual(ended, [
    ['ended', 'declined'],
    ['failed', undefined],
  ]);
});

test('a stream sends each change, and an event at its end', async () => {
  const id = await begin();
  const stream = await ask(`/runs/${id}`, { accept: 'text/event-stream' });
  const states: string[] = [];
  for await (const { event, data } of serverSentEvents(stream.body)) {
    if (event === 'end') break;
    states.push((JSON.parse(data) as RunReport).columns.map(({ state }) => state).join());
    held.shift()?.resolve('approved');
  }
  assert.equal(states[0], 'running,running');
  assert.equal(states.at(-1), 'ended,ended');
  assert.ok(states.length >= 3, states.join(' '));
});

test('at most four runs execute at once', async () => {
  const ids = [await begin(), await begin(), await begin(), await begin()];
  await assertRefused(ask('/runs', { body: request }), 503, 'RUNS_BUSY');
  for (const { resolve } of held) resolve('approved');
  await Promise.all(ids.map(untilEnded));
  await begin();
});

test('the latest forty runs are kept', async () => {
  const first = await begin();
  for (let later = 1; later <= 40; later += 1) {
    const id = await begin();
    for (const { resolve } of held) resolve('approved');
    await untilEnded(id);
  }
  await assertRefused(ask(`/runs/${first}`), 404, 'NOT_FOUND');
});

async function untilEnded(id: string): Promise<void> {
  const { body } = await ask(`/runs/${id}`, { accept: 'text/event-stream' });
  for await (const { event } of serverSentEvents(body)) if (event === 'end') return;
}
