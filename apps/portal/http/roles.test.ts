/** Who gets where: every route of the portal, by every kind of person. A new route is refused until it stands here. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Express } from 'express';
import { startTestApproaches } from '#comparison/x-ray/testing/approaches.ts';
import type { TestApproaches } from '#comparison/x-ray/testing/approaches.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { completeDraft, createVisitor } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';
import { createXray } from '#comparison/x-ray/approaches-client.ts';

const everyone = ['nobody', 'owner', 'stranger', 'reviewer', 'operator'] as const;
type Who = (typeof everyone)[number];

/** For each route what everyone gets: `pass` (whatever comes of it), or the code of the refusal. */
const [signIn, missing, notYou] = ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'NOT_FOR_REVIEWERS'];
const open = ['pass', 'pass', 'pass', 'pass', 'pass'];
const customers = [signIn, 'pass', 'pass', notYou, missing];
const owners = [signIn, 'pass', missing, notYou, missing];
const reviewers = [signIn, missing, missing, 'pass', missing];
const operators = [signIn, missing, missing, missing, 'pass'];
const table: Record<string, readonly string[]> = {
  'GET /healthz': open,
  'GET /': open,
  'GET /sign-in': open,
  'POST /sign-in': [
    'SIGN_IN_REFUSED',
    'SIGN_IN_REFUSED',
    'SIGN_IN_REFUSED',
    'SIGN_IN_REFUSED',
    'SIGN_IN_REFUSED',
  ],
  'GET /applications': customers,
  'GET /applications/new': customers,
  'POST /applications': customers,
  'GET /applications/:ref': owners,
  'GET /applications/:ref/events': owners,
  'GET /applications/:ref/documents': owners,
  'GET /applications/:ref/documents/:doc': [signIn, 'pass', missing, missing, missing],
  'GET /applications/:ref/letter': [signIn, missing, missing, missing, missing],
  'POST /applications/:ref/documents/:type': [signIn, 'pass', missing, notYou, missing],
  'POST /applications/:ref/documents/:doc/remove': owners,
  'GET /reviews': reviewers,
  'GET /reviews/:ref': [signIn, missing, missing, missing, missing],
  'POST /reviews/:ref/decision': [signIn, missing, missing, 'pass', missing],
  'GET /xray': operators,
  'POST /xray/runs': operators,
  'GET /xray/runs/:run': operators,
  'GET /xray/runs/:run/events': operators,
  // These end what the others need.
  'POST /applications/:ref/submit': owners,
  'POST /applications/:ref/withdraw': owners,
  'POST /sign-out': open,
};

let approaches: TestApproaches;
let portal: TestPortal;
let people: Record<Who, Visitor>;
let params: Record<string, string>;

before(async () => {
  approaches = await startTestApproaches();
  portal = await startTestPortal({ xray: createXray(approaches) });
  const visit = async (role: 'customer' | 'reviewer' | 'operator') =>
    createVisitor(portal.url).signIn(await portal.addUser(role));
  const roles = ['customer', 'customer', 'reviewer', 'operator'] as const;
  const [owner, stranger, reviewer, operator] = await Promise.all(roles.map(visit));
  if (!owner || !stranger || !reviewer || !operator) assert.fail();
  people = { nobody: createVisitor(portal.url), owner, stranger, reviewer, operator };
  const ref = await completeDraft(owner);
  const { json } = await owner.get(`/applications/${ref}/documents`);
  const doc = (json.documents as { ref: string }[])[0]?.ref ?? '';
  params = { ref, doc, type: 'identity', run: 'run_1' };
});
after(async () => {
  await portal.stop();
  await approaches.stop();
});

test('each route that there is stands in the table', () => {
  const [app] = portal.portal.http.server.listeners('request') as [Express];
  assert.deepEqual(routesOf(app.router.stack).sort(), Object.keys(table).sort());
});

test('each kind of person gets where the table says, and nowhere else', async () => {
  for (const [route, expected] of Object.entries(table)) {
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern.replace(/:(\w+)/g, (_all, name: string) => params[name] ?? '');
    const got: string[] = [];
    // Those who may not come first: what they do must not have happened when the others come.
    for (const who of [...everyone].reverse()) {
      got.unshift(await answerTo(people[who], method, path));
    }
    assert.deepEqual(got, expected, route);
  }
});

/** `pass`, or the code of the refusal for who they are: what a form lacks is told to those only who may send one. */
async function answerTo(visitor: Visitor, method: string, path: string): Promise<string> {
  const headers = { Accept: 'application/json', Cookie: visitor.cookie() };
  const response = await fetch(portal.url + path, { method, headers, redirect: 'manual' });
  const isRefused = [401, 403, 404].includes(response.status);
  if (isRefused) return ((await response.json()) as { code: string }).code;
  // Not read to its end: a live page has none.
  await response.body?.cancel();
  return 'pass';
}

interface Layer {
  route?: { path: string; stack: { method: string }[] } | undefined;
  handle: object;
}

function routesOf(stack: Layer[]): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) return routesOf((handle as { stack?: Layer[] }).stack ?? []);
    return [...new Set(route.stack.map(({ method }) => `${method.toUpperCase()} ${route.path}`))];
  });
}
