/** Only operators may use the X-ray. A new route fails the test until it stands here. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { routesOf } from '#apps/portal/http/gate.ts';
import { startTestPortal } from '#apps/portal/testing/portal.ts';
import type { TestPortal } from '#apps/portal/testing/portal.ts';
import { createVisitors, readTable, statusesOf } from '#apps/portal/testing/roles.ts';
import { createXray } from './approaches-client.ts';
import { xrayExtension } from './extension.ts';
import { startTestApproaches } from './testing/approaches.ts';
import type { TestApproaches } from './testing/approaches.ts';

const table = readTable(`
nobody customer reviewer operator auditor officer route
401    404      404      200      404     404     GET /xray
401    404      404      415      404     404     POST /xray/runs
401    404      404      200      404     404     GET /xray/runs/:run
401    404      404      200      404     404     GET /xray/runs/:run/events
`);

let approaches: TestApproaches;
let portal: TestPortal;

before(async () => {
  approaches = await startTestApproaches();
  portal = await startTestPortal({ extension: xrayExtension(createXray(approaches)) });
});
after(async () => {
  await portal.stop();
  await approaches.stop();
});

test('operators may use each route of the X-ray, and to every other visitor none exists', async () => {
  const known = routesOf(portal.portal.app.router).filter((route) => route.includes('/xray'));
  assert.deepEqual([...new Set(known)].sort(), [...table.keys()].sort());
  const visitors = await createVisitors(portal);
  const found = new Map<string, string[]>();
  for (const route of table.keys())
    found.set(route, await statusesOf(visitors, route, [{ run: 'run_1' }]));
  assert.deepEqual(found, table);
});
