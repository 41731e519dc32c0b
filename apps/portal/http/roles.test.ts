/**
 * Which kind of visitor may use which route of the portal. A new route fails the first test until
 * it is in the table.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { answersTo, createVisitors, routesOf } from '../testing/roles.ts';
import type { Visitors } from '../testing/roles.ts';
import { completeDraft } from '../testing/visitor.ts';

/**
 * What each kind of visitor gets from each route: `pass`, whatever the result, or the code of the
 * refusal.
 */
const [signIn, missing, wrongRole] = ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'NOT_FOR_REVIEWERS'];
const open = ['pass', 'pass', 'pass', 'pass', 'pass'];
const customers = [signIn, 'pass', 'pass', wrongRole, missing];
const owners = [signIn, 'pass', missing, wrongRole, missing];
const reviewers = [signIn, missing, missing, 'pass', missing];
const table: Record<string, readonly string[]> = {
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /': open,
  'GET /sign-in': open,
  'GET /sign-in/callback': open,
  'GET /sign-in/again': [signIn, 'pass', 'pass', 'pass', 'pass'],
  'GET /sign-in/confirmed': [signIn, 'pass', 'pass', 'pass', 'pass'],
  'POST /sign-in/back-channel-logout': open,
  'GET /applications': customers,
  'GET /applications/new': customers,
  'POST /applications': customers,
  'GET /applications/:ref': owners,
  'GET /applications/:ref/events': owners,
  'GET /applications/:ref/documents': owners,
  'GET /applications/:ref/documents/:doc': [signIn, 'pass', missing, missing, missing],
  'GET /applications/:ref/letter': [signIn, missing, missing, missing, missing],
  'POST /applications/:ref/documents/:type': [signIn, 'pass', missing, wrongRole, missing],
  'POST /applications/:ref/documents/:doc/remove': owners,
  'GET /reviews': reviewers,
  'GET /reviews/:ref': [signIn, missing, missing, missing, missing],
  'POST /reviews/:ref/decision': [signIn, missing, missing, 'pass', missing],
  // Last, since these end what the others need.
  'POST /applications/:ref/submit': owners,
  'POST /applications/:ref/withdraw': owners,
  'POST /sign-out': open,
};

let portal: TestPortal;
let visitors: Visitors;
let params: Record<string, string>;

before(async () => {
  portal = await startTestPortal();
  visitors = await createVisitors(portal);
  const ref = await completeDraft(visitors.owner);
  const { json } = await visitors.owner.get(`/applications/${ref}/documents`);
  const doc = (json.documents as { ref: string }[])[0]?.ref ?? '';
  params = { ref, doc, type: 'identity' };
});
after(() => portal.stop());

test('every route of the portal is in the table of roles', () => {
  assert.deepEqual(routesOf(portal.portal.app.router), Object.keys(table).sort());
});

test('every route answers each kind of visitor as the table of roles says', async () => {
  for (const [route, expected] of Object.entries(table))
    assert.deepEqual(await answersTo(visitors, route, params), expected, route);
});
