import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { serverSentEvents } from '#apps/portal/client/server-sent-events.ts';
import { columnOf, hostile, sampleReport, startTestApproaches } from './testing/approaches.ts';
import type { TestApproaches } from './testing/approaches.ts';
import { startTestPortal } from '#apps/portal/testing/portal.ts';
import type { TestPortal } from '#apps/portal/testing/portal.ts';
import { asBrowser, createVisitor } from '#apps/portal/testing/visitor.ts';
import type { Visitor } from '#apps/portal/testing/visitor.ts';
import { createXray } from './approaches-client.ts';
import { xrayExtension } from './extension.ts';

let approaches: TestApproaches;
let portal: TestPortal;
let operator: Visitor;

before(async () => {
  approaches = await startTestApproaches();
  portal = await startTestPortal({
    extension: xrayExtension(createXray({ ...approaches, timeoutMs: 500 })),
  });
});
beforeEach(async () => {
  approaches.behave('well');
  approaches.become(sampleReport());
  operator = await createVisitor(portal.url).signIn(await portal.addUser('operator'));
});
after(async () => {
  await portal.stop();
  await approaches.stop();
});

const form = (entries: [string, string][]) => new URLSearchParams(entries);
const chosen: [string, string][] = [
  ['scenario', 'referred'],
  ['seed', '42'],
  ['approaches', 'codec'],
  ['approaches', 'naive'],
];

test('an operator starts at the X-ray page, fills in the form, and is redirected to the run', async () => {
  const start = await operator.get('/', asBrowser);
  assert.equal(start.headers.get('Location'), '/xray');
  assert.match((await operator.get('/xray', asBrowser)).text, /A reviewer decides/);
  const sent = await operator.post('/xray/runs', form(chosen), asBrowser);
  assert.deepEqual([sent.status, sent.headers.get('Location')], [303, '/xray/runs/run_1']);
  const request = {
    seed: 42,
    scenario: 'referred',
    approaches: ['naive', 'codec'],
    data: 'sample',
  };
  assert.deepEqual(approaches.asked.at(-1)?.body, request);
});

test('an invalid choice is explained beside its field, and nothing is run', async () => {
  const before = approaches.asked.length;
  const wrong: [string, [string, string][]][] = [
    ['scenario', [['scenario', 'robbed'], ...chosen.slice(1)]],
    ['seed', [...chosen.slice(0, 1), ['seed', 'x'], ...chosen.slice(2)]],
    ['seed', [...chosen.slice(0, 1), ['seed', ''], ...chosen.slice(2)]],
    ['seed', [...chosen.slice(0, 1), ['seed', '4294967296'], ...chosen.slice(2)]],
    ['approaches', chosen.slice(0, 2)],
    ['approaches', [...chosen, ['approaches', 'prayer']]],
  ];
  for (const [field, entries] of wrong) {
    const { status, json } = await operator.post('/xray/runs', form(entries));
    assert.deepEqual([status, json.code], [422, 'FORM_INVALID'], field);
    assert.deepEqual(
      (json.errors as { field: string }[]).map((one) => one.field),
      [field],
    );
    assert.match(
      (await operator.post('/xray/runs', form(entries), asBrowser)).text,
      new RegExp(`${field}-error`),
    );
  }
  assert.equal(approaches.asked.length, before);
});

test('what Temporal holds is escaped: none of it becomes script or markup', async () => {
  const { text } = await operator.get('/xray/runs/run_1', asBrowser);
  const markup = /<script>|<img|<b>Okafor|\sonerror="|<style|\sstyle=|javascript:/.exec(text);
  assert.equal(markup?.[0], undefined);
  assert.ok(text.includes('&lt;script&gt;'));
  assert.ok(text.includes('<mark class="identity" tabindex="-1"><b>SSN</b>900123456</mark>'));
});

test('each column shows how many values were found', async () => {
  const { text } = await operator.get('/xray/runs/run_1', asBrowser);
  const verdicts = Array.from(text.matchAll(/<span class="big">(.*?)<\/span>/g), ([, big]) => big);
  assert.deepEqual(verdicts, ['–', '4', '0', '1', '1']);
});

test('the CLI command is quoted for the shell, whatever the workflow ID is', async () => {
  const { text } = await operator.get('/xray/runs/run_1', asBrowser);
  const shown = text.replaceAll('&#39;', "'");
  assert.ok(
    shown.includes(String.raw`--workflow-id 'loan-'\''; rm -rf ~ #amara@example.net' --run-id`),
  );
});

test('programs get the report as JSON', async () => {
  assert.deepEqual((await operator.get('/xray/runs/run_1')).json, approaches.report());
  const { status, json } = await operator.post('/xray/runs', {
    scenario: 'approved',
    seed: 1,
    approaches: ['naive'],
  });
  assert.deepEqual([status, json], [201, { run: 'run_1' }]);
});

test('the operator is told if the process fails or does not know the run', async () => {
  for (const path of [
    '/xray/runs/run_2',
    '/xray/runs/..%2fhealthz',
    `/xray/runs/${encodeURIComponent(hostile)}`,
  ]) {
    assert.deepEqual((await operator.get(path)).json.code, 'NOT_FOUND', path);
    assert.deepEqual((await operator.get(`${path}/events`)).json.code, 'NOT_FOUND', path);
  }
  assert.ok(
    approaches.asked.every(({ path }) => !path?.includes('healthz') && !path?.includes('script')),
  );
  approaches.behave('failing');
  for (const path of ['/xray/runs/run_1', '/xray/runs/run_1/events']) {
    const { status, json } = await operator.get(path);
    assert.deepEqual([status, json.code], [503, 'XRAY_UNAVAILABLE'], path);
  }
});

test('without an approaches process, an operator is told how to start it', async () => {
  const alone = await startTestPortal({ extension: xrayExtension() });
  try {
    const lonely = await createVisitor(alone.url).signIn(await alone.addUser('operator'));
    assert.match((await lonely.get('/xray', asBrowser)).text, /HARBOR_APPROACHES_URL/);
    for (const answer of [await lonely.post('/xray/runs'), await lonely.get('/xray/runs/run_1')]) {
      assert.deepEqual([answer.status, answer.json.code], [503, 'XRAY_NOT_CONFIGURED']);
    }
  } finally {
    await alone.stop();
  }
});

async function listen() {
  const leave = new AbortController();
  const headers = { Accept: 'text/event-stream', Cookie: operator.cookie() };
  const response = await fetch(`${portal.url}/xray/runs/run_1/events`, {
    headers,
    signal: leave.signal,
  });
  const events = serverSentEvents(response.body);
  return {
    status: response.status,
    leave: () => leave.abort(),
    next: async () => (await events.next()).value,
  };
}

test('a page receives the progress of a run, and its end', async () => {
  approaches.become(sampleReport({ columns: [columnOf('naive', { state: 'running' })] }));
  const stream = await listen();
  const running = { columns: [{ approach: 'naive', state: 'running', events: 3, found: 4 }] };
  assert.deepEqual(JSON.parse((await stream.next())?.data ?? ''), running);
  approaches.become(sampleReport({ columns: [columnOf('naive')] }));
  assert.match((await stream.next())?.data ?? '', /"state":"ended"/);
  assert.equal((await stream.next())?.event, 'end');
  assert.equal(await stream.next(), undefined);
  assert.equal(await gone(), 0);
});

test('a stream that the reader leaves is closed', async () => {
  approaches.become(sampleReport({ columns: [columnOf('naive', { state: 'running' })] }));
  const stream = await listen();
  await stream.next();
  stream.leave();
  assert.equal(await gone(), 0);
});

test('a user may have four live pages open, of any kind', async () => {
  approaches.become(sampleReport({ columns: [columnOf('naive', { state: 'running' })] }));
  const streams = await Promise.all([listen(), listen(), listen(), listen()]);
  const { status, json } = await operator.get('/xray/runs/run_1/events');
  assert.deepEqual([status, json.code], [429, 'STREAM_LIMIT_REACHED']);
  await operator.post('/sign-out');
  for (const stream of streams) while (await stream.next());
  assert.equal(await gone(), 0);
});

test('a stream that breaks off at the approaches process ends without an end event', async () => {
  approaches.become(sampleReport({ columns: [columnOf('naive', { state: 'running' })] }));
  approaches.behave('by half');
  const stream = await listen();
  assert.match((await stream.next())?.data ?? '', /"state":"running"/);
  assert.equal(await stream.next(), undefined);
});

/** How many streams the approaches process has, once nothing is on its way any more. */
async function gone(): Promise<number> {
  while (approaches.followers.size > 0) await new Promise(setImmediate);
  return approaches.followers.size;
}
