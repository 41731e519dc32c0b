/** Only operators may use the X-ray. A new route is refused until it stands here. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLiveStreams } from '#apps/portal/http/live-streams.ts';
import { createRespond } from '#apps/portal/http/respond.ts';
import { createRenderer } from '#apps/portal/http/view.ts';
import { startTestPortal } from '#apps/portal/testing/portal.ts';
import type { TestPortal } from '#apps/portal/testing/portal.ts';
import { answersTo, createVisitors, routesOf } from '#apps/portal/testing/roles.ts';
import { createXray } from './approaches-client.ts';
import { xrayExtension } from './extension.ts';
import { startTestApproaches } from './testing/approaches.ts';
import type { TestApproaches } from './testing/approaches.ts';

const routes = [
  'GET /xray',
  'GET /xray/runs/:run',
  'GET /xray/runs/:run/events',
  'POST /xray/runs',
];
const operatorsOnly = ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'pass'];

let approaches: TestApproaches;
let portal: TestPortal;
let extension: ReturnType<typeof xrayExtension>;

before(async () => {
  approaches = await startTestApproaches();
  extension = xrayExtension(createXray(approaches));
  portal = await startTestPortal({ extension });
});
after(async () => {
  await portal.stop();
  await approaches.stop();
});

test('every route of the X-ray stands in the list of its routes', () => {
  const deps = { respond: createRespond(createRenderer()), liveStreams: createLiveStreams() };
  assert.deepEqual(routesOf(extension.createRoutes(deps)), routes);
});

test('operators may use each route of the X-ray, and to every other visitor none exists', async () => {
  const visitors = await createVisitors(portal);
  for (const route of routes)
    assert.deepEqual(await answersTo(visitors, route, { run: 'run_1' }), operatorsOnly, route);
});
