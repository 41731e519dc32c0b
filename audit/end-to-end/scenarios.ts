import { describe, test } from 'node:test';
import { misfortunes } from './misfortunes.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';
import type { RunningSystem, Scenarios } from '#test/testing/system.ts';

/** All scenarios as tests of a system. The audit runs them as plain functions. */
export function describeScenarios(system: () => RunningSystem): void {
  describeEach('an application', outcomes);
  describeEach('is refused, and repeated nowhere', refusals);
  describeEach('comes through, or ends in order, when', misfortunes);

  function describeEach(title: string, scenarios: Scenarios): void {
    describe(title, () => {
      for (const [name, run] of Object.entries(scenarios)) test(name, () => run(system()));
    });
  }
}
