/**
 * What each role gets from each route of the portal. The routes are those that its router knows: one
 * that is missing in the table fails the test.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ApplicationRef } from '#contract/index.ts';
import { takeSteps } from '#lending/testing/steps.ts';
import { newReference } from '#vault/references.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { createVisitors, readTable, statusesOf } from '../testing/roles.ts';
import type { Visitors } from '../testing/roles.ts';
import { completeDraft, createVisitor } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';
import { routesOf } from './gate.ts';

/**
 * Three statuses are for an application of the customer's own, for another customer's, and for none.
 * 401: sign in first. 403: reviewers may know that the page exists. 404: no such page, or no such
 * application, for this visitor. All others passed the gate: 400, 409, 415 and 422 are about what
 * was sent, which is nothing. Applications are submitted, and their documents found clean.
 */
const table = readTable(`
nobody customer    reviewer    operator auditor officer route
200    200         200         200      200     200     GET /healthz
200    200         200         200      200     200     GET /readyz
200    303         303         200      303     200     GET /
303    303         303         303      303     303     GET /sign-in
400    400         400         400      400     400     GET /sign-in/callback
401    303         303         303      303     303     GET /sign-in/again
401    200         200         200      200     200     GET /sign-in/confirmed
401    200         200         200      200     200     GET /sessions
400    400         400         400      400     400     POST /sign-in/back-channel-logout
401    200         403         404      404     404     GET /applications
401    200         403         404      404     404     GET /applications/new
401    415         403         404      404     404     POST /applications
401    200/404/404 403         404      404     404     GET /applications/:ref
401    200/404/404 403         404      404     404     GET /applications/:ref/events
401    200/404/404 403         404      404     404     GET /applications/:ref/access
401    303/404/404 403         404      404     404     GET /applications/:ref/documents
401    200/404/404 200/200/404 404      404     404     GET /applications/:ref/documents/:doc
401    404         404         404      404     404     GET /applications/:ref/letter
401    409/404/404 403         404      404     404     POST /applications/:ref/documents/:type
401    409/404/404 403         404      404     404     POST /applications/:ref/documents/:doc/remove
401    404         404         404      200     404     GET /trail
401    404         404         404      200/200/404 404 GET /trail/:ref
401    404         404         404      200/200/404 404 GET /trail/:ref/export.csv
401    404         404         404      200/200/404 404 GET /trail/:ref/export.json
401    404         200         404      404     404     GET /reviews
401    404         200/200/404 404      404     404     GET /reviews/:ref
401    404         415         404      404     404     POST /reviews/:ref/decision
401    404         200/200/404 404      404     404     GET /reviews/:ref/reveal
401    404         415         404      404     404     POST /reviews/:ref/reveal
401    200/404/404 403         404      404     404     POST /applications/:ref/submit
401    200/404/404 403         404      404     404     POST /applications/:ref/withdraw
401    200         200         200      200     200     POST /sessions/:session/end
401    200         200         200      200     200     POST /sessions/end
200    200         200         200      200     200     POST /sign-out
`);

/** Nobody's. */
const session = 'unknown';

let portal: TestPortal;
let visitors: Visitors;
let targets: { ref: string; doc: string; type: string; session: string }[];

before(async () => {
  portal = await startTestPortal();
  visitors = await createVisitors(portal);
  const other = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
  const [own, others] = await Promise.all([visitors.customer, other].map(submitted));
  const missing = { ref: newReference('app'), doc: newReference('doc'), type: 'identity', session };
  targets = [own ?? assert.fail(), others ?? assert.fail(), missing];
});
after(() => portal.stop());

async function submitted(customer: Visitor): Promise<(typeof targets)[number]> {
  const ref: ApplicationRef = await completeDraft(customer);
  await customer.post(`/applications/${ref}/submit`);
  await takeSteps(portal.worker, ref, 'scanned');
  const [document] = await portal.worker.vault('scanning').listDocuments(ref);
  return { ref, doc: document?.ref ?? assert.fail(), type: 'identity', session };
}

// control: ASVS 8.2.1, ASVS 8.2.2, SOC2 CC6.1, SOC2 CC6.3
test('every route that the router knows answers each role as the table says, and none is missing', async () => {
  const known = routesOf(portal.portal.app.router);
  assert.deepEqual([...new Set(known)].sort(), [...table.keys()].sort());
  const found = new Map<string, string[]>();
  for (const route of table.keys()) found.set(route, await statusesOf(visitors, route, targets));
  assert.deepEqual(found, table);
});
