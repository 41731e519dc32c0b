/** The client of the approaches process, against one that misbehaves. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { RunReport } from '../approaches/contract.ts';
import { PortalError } from '#apps/portal/http/errors.ts';
import { columnOf, sampleReport, startTestApproaches } from './testing/approaches.ts';
import type { Manner, TestApproaches } from './testing/approaches.ts';
import { unreachable } from '#apps/portal/testing/portal.ts';
import { createXray } from './approaches-client.ts';
import { xrayOptions } from './settings.ts';
import type { Xray } from './approaches-client.ts';

const request = { seed: 7, data: 'sample', scenario: 'approved', approaches: ['naive'] } as const;

let approaches: TestApproaches;
let xray: Xray;

before(async () => {
  approaches = await startTestApproaches();
  xray = createXray({ ...approaches, timeoutMs: 500 });
});
beforeEach(() => approaches.behave('well'));
after(() => approaches.stop());

const refusedWith = (code: string) => (error: unknown) => {
  assert.ok(error instanceof PortalError);
  assert.equal(error.code, code);
  return true;
};

test('a run is started by its seed, and its report is returned', async () => {
  assert.equal(await xray.start(request), 'run_1');
  assert.deepEqual(approaches.asked.at(-1), { method: 'POST', path: '/runs', body: request });
  assert.deepEqual(await xray.report('run_1'), approaches.report());
});

test('every failure of the approaches process has a stable error code', async () => {
  const codes: [Manner, string][] = [
    ['late', 'XRAY_UNAVAILABLE'],
    ['failing', 'XRAY_UNAVAILABLE'],
    ['busy', 'XRAY_BUSY'],
    ['refusing', 'XRAY_MISUNDERSTOOD'],
    ['nonsense', 'XRAY_MISUNDERSTOOD'],
  ];
  for (const [manner, code] of codes) {
    approaches.behave(manner);
    await assert.rejects(xray.start(request), refusedWith(code), manner);
    await assert.rejects(xray.report('run_1'), refusedWith(code), manner);
  }
  approaches.behave('by half');
  await assert.rejects(xray.report('run_1'), refusedWith('XRAY_UNAVAILABLE'));
});

test('no answer, a wrong key and an unknown run have different error codes', async () => {
  const withoutServer = createXray({ ...approaches, url: `http://${unreachable}` });
  await assert.rejects(withoutServer.start(request), refusedWith('XRAY_UNAVAILABLE'));
  const stranger = createXray({ ...approaches, apiKey: 'another-key-altogether' });
  await assert.rejects(stranger.start(request), refusedWith('XRAY_MISUNDERSTOOD'));
  await assert.rejects(xray.report('run_2'), refusedWith('NOT_FOUND'));
  await assert.rejects(
    xray.follow('../healthz', AbortSignal.abort()),
    refusedWith('XRAY_UNAVAILABLE'),
  );
});

test('a run is followed from change to change, until the caller aborts', async () => {
  const stopped = new AbortController();
  const running = sampleReport({ columns: [columnOf('naive', { state: 'running' })] });
  approaches.become(running);
  const seen: RunReport['columns'][number]['state'][] = [];
  for await (const { columns } of await xray.follow('run_1', stopped.signal)) {
    seen.push(...columns.map(({ state }) => state));
    if (seen.length === 1) approaches.become(sampleReport({ columns: [columnOf('naive')] }));
    else stopped.abort();
  }
  assert.deepEqual(seen, ['running', 'ended']);
});

test('a stream that breaks off ends without an error, so that the reader can reconnect', async () => {
  approaches.behave('by half');
  let reports = 0;
  for await (const _report of await xray.follow('run_1', AbortSignal.timeout(5_000))) reports += 1;
  assert.equal(reports, 1);
});

test('following a run times out if the process does not begin to answer', async () => {
  approaches.behave('late');
  await assert.rejects(
    xray.follow('run_1', new AbortController().signal),
    refusedWith('XRAY_UNAVAILABLE'),
  );
});

test('the two settings must be given together or not at all', () => {
  const [url, key] = ['http://127.0.0.1:3003', 'a-key-of-the-approaches'];
  const given = (HARBOR_APPROACHES_URL?: string, HARBOR_APPROACHES_API_KEY?: string) =>
    xrayOptions({ HARBOR_APPROACHES_URL, HARBOR_APPROACHES_API_KEY });
  assert.equal(given(), undefined);
  assert.deepEqual(given(url, key), { url, apiKey: key });
  for (const half of [() => given(url), () => given(undefined, key)]) {
    assert.throws(half, { code: 'CONFIG_INVALID', message: /are given together$/ });
  }
});
