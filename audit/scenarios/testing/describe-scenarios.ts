import { describe, test } from 'node:test';
import { misfortunes } from '../misfortunes.ts';
import { outcomes } from '../outcomes.ts';
import { refusals } from '../refusals.ts';
import type { Scenarios, Scene } from '../scenario.ts';

/**
 * Declares every scenario as a test of a running system. The audit runs them as plain functions.
 */
export function describeScenarios(scene: () => Scene): void {
  describeEach('every outcome of an application', outcomes);
  describeEach('every refusal', refusals);
  describeEach('every misfortune', misfortunes);

  function describeEach(title: string, scenarios: Scenarios): void {
    describe(title, () => {
      for (const [name, run] of Object.entries(scenarios)) test(name, () => run(scene()));
    });
  }
}
