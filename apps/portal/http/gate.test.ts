import assert from 'node:assert/strict';
import { test } from 'node:test';
import express, { Router } from 'express';
import { createGate, routesOf } from './gate.ts';

const nothing = (): void => {};

// control: PCI 7.3.3
test('a route that the table of roles does not have keeps the portal from starting', () => {
  const forgotten = Router().get('/known', nothing).post('/forgotten', nothing);
  const table = { 'GET /known': 'everyone' } as const;
  assert.throws(() => createGate([forgotten], table), /POST \/forgotten/);
  for (const routes of [Router().all('/known', nothing), Router().get(/known/, nothing)])
    assert.throws(() => createGate([routes], table), /does not say who may use/);
});

test('the routes of a router are found, also those of the routers in it', () => {
  const inner = Router().get('/in', nothing).post('/in', nothing);
  const app = express().use(nothing).get('/', nothing).use(inner);
  assert.deepEqual(routesOf(app.router), ['GET /', 'GET /in', 'POST /in']);
});

// control: PCI 7.3.3
test('the gate admits to the first route that matches, and refuses what no router knows', async () => {
  const routes = Router().get('/of/everyone', nothing).get('/of/:other', nothing);
  const gate = createGate([routes], {
    'GET /of/everyone': 'everyone',
    'GET /of/:other': ['auditor'],
  });
  const ask = (method: string, url: string) =>
    new Promise((resolve) => {
      const req = { method, url, originalUrl: url, accepts: () => 'json' };
      const next = (error?: unknown) =>
        resolve((error as { code?: string } | null)?.code ?? 'admitted');
      gate(req as never, { locals: {}, vary: nothing } as never, next);
    });
  assert.equal(await ask('GET', '/of/everyone'), 'admitted');
  assert.equal(await ask('GET', '/of/another'), 'SIGN_IN_REQUIRED');
  for (const [method, url] of [
    ['GET', '/elsewhere'],
    ['DELETE', '/of/everyone'],
  ] as const)
    assert.equal(await ask(method, url), 'NOT_FOUND', url);
});
