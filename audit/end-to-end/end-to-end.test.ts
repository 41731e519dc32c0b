/** The whole system as people use it, a canary in everything they send, and then a search for every canary. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ApplicationRef } from '#contract/index.ts';
import { waitForBureau } from './misfortunes.ts';
import { plantApplication, submit } from './planting.ts';
import { describeScenarios } from './scenarios.ts';
import { startSystem, type System } from '#test/testing/system.ts';
import { assertControlIsFound, assertNothingLeaked, assertOnlyReferences } from './verdict.ts';

let system: System;
let approved: ApplicationRef;
let waiting: ApplicationRef;

before(async () => {
  system = await startSystem();
});
after(() => system.stop());

describeScenarios(() => system);

test('every payload in every history is a reference or a routing code', () =>
  assertOnlyReferences(system));

test('nothing that anybody sent is anywhere in the clear', async (t) => {
  approved = await submit(system.customer, await plantApplication('the last'));
  assert.ok(await system.customer.until(approved, 'approved'));
  waiting = await waitForBureau(system);
  await assertNothingLeaked(system, approved, t);
});

test('the application that waited for the bureau goes on when it is back', async () => {
  await system.tellBureau('normal');
  assert.ok(await system.customer.until(waiting, 'approved'));
});

test('the same search finds what a careless workflow leaks', () => assertControlIsFound(system));
