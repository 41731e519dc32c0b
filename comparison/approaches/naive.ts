import { createByValueActivities } from '../by-value/index.ts';
import type { ByValueDependencies } from '../by-value/tools.ts';
import { createByValueRunner } from './by-value.ts';
import type { TemporalSetup } from './by-value.ts';
import type { Runner } from './runner.ts';

/**
 * Temporal with the data in inputs and results, and the SDK with its defaults. Temporal's operator
 * reads everything.
 */
export function createNaiveRunner(dependencies: ByValueDependencies, setup: TemporalSetup): Runner {
  return createByValueRunner({
    ...setup,
    approach: 'naive',
    activities: createByValueActivities(dependencies),
  });
}
