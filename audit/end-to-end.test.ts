/**
 * The whole system as people use it, a canary in everything they send, and one search for every
 * canary.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { mayEnterHistory, type ApplicationRef } from '#contract/index.ts';
import { startSystem, type System } from '#test/testing/system.ts';
import { plantControl } from './control/control.ts';
import { spots } from './control/secrets.ts';
import { allPlaces } from './places/all.ts';
import { waitForBureau } from './scenarios/misfortunes.ts';
import { createPlanting, submit } from './scenarios/planting.ts';
import { describeScenarios } from './scenarios/testing/describe-scenarios.ts';
import { payloadsIn } from './search/payloads.ts';
import { search, type Finding, type SearchReport } from './search/search.ts';

const planting = createPlanting();
let system: System;
before(async () => void (system = await startSystem()));
after(() => system.stop());

describeScenarios(() => ({ ...system, planting }));

test('every payload in every history is a reference or a routing code', async () => {
  const { workflow } = system.operator;
  let payloads = 0;
  for await (const { workflowId } of workflow.list()) {
    const history = await workflow.getHandle(workflowId).fetchHistory();
    for (const text of payloadsIn(history)) {
      const value: unknown = text === '' ? undefined : JSON.parse(text);
      assert.ok(mayEnterHistory(value), `in the history of ${workflowId}`);
      payloads += 1;
    }
  }
  assert.ok(payloads > 100);
});

// The workflow waits for the bureau for a minute and a half: a search that takes longer must fail,
// and must not wait for an approval that cannot come any more.
describe('the search', { timeout: 180_000 }, () => {
  let waiting: ApplicationRef;
  let control: Awaited<ReturnType<typeof plantControl>>;
  let report: SearchReport;

  before(async () => {
    const { customer, endpoints, stateFolder } = system;
    for (const { email, password } of endpoints.signIns)
      planting.value('password', password, email);
    const approved = await submit(customer, await planting.application('approved last'));
    assert.ok(await customer.until(approved, 'approved'));
    control = await plantControl(endpoints, stateFolder);
    waiting = await waitForBureau({ ...system, planting });
    const places = [...allPlaces(endpoints, stateFolder, approved), control.log];
    report = await search(places, [...planting.ledger, ...control.values]);
  });
  after(() => control?.stop());

  const isOfControl = ({ of }: Pick<Finding, 'of'>): boolean => of.startsWith('control/');

  // control: SOC2 CC6.7
  test('one search of every place finds no submitted value in the clear', (t) => {
    t.diagnostic(`${planting.ledger.length} values searched for`);
    for (const { name, bytes } of report.places)
      t.diagnostic(`${String(bytes).padStart(12)} bytes  ${name}`);
    assert.deepEqual(
      report.findings.filter((finding) => !isOfControl(finding)),
      [],
    );
  });

  test('the same search finds the control in every spot where a careless workflow leaks it', () => {
    const found = new Set(
      report.findings.filter(isOfControl).map(({ field, place }) => `${field} in ${place}`),
    );
    const inInput = control.values.map(({ field }) => field).filter((field) => !(field in spots));
    const expected = [
      ...inInput.map((field) => [field, spots['workflow input']] as const),
      ...Object.entries(spots),
    ].flatMap(([field, places]) => places.map((place) => `${field} in ${place}`));
    assert.deepEqual(
      expected.filter((wanted) => !found.has(wanted)),
      [],
      'the search is blind',
    );
  });

  test('an application that waited for the bureau continues once the bureau is back', async () => {
    await system.tellBureau('normal');
    assert.ok(await system.customer.until(waiting, 'approved'));
  });
});
