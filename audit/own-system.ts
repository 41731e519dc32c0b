/**
 * The audit of this project: its own system, canaries through every approach, and a search of every
 * place.
 */
import { readFile } from 'node:fs/promises';
import { look, type Place } from './search/search.ts';
import type { Scenario } from '#comparison/approaches/contract.ts';
import type { ComparisonEndpoints } from '#comparison/launch.ts';
import { startSystem, type System } from '#test/testing/system.ts';
import { plantControl } from './control/control.ts';
import { parseExpectations } from './expectations.ts';
import { auditedPlaces } from './places/all.ts';
import { watchSystem } from './places/watch.ts';
import { disturbing, plantApproaches, quiet } from './scenarios/approaches.ts';
import { plantByReference } from './scenarios/by-reference.ts';
import { judge, type Verdict } from './verdict.ts';

const expectationsFile = new URL('expectations.md', import.meta.url);

/**
 * Starts a system, plants, searches, compares, stops.
 * @param say receives lines of progress
 * @throws AuditError `AUDIT_BAD_EXPECTATIONS`
 */
export async function auditOwnSystem(say: (line: string) => void): Promise<Verdict> {
  const expectations = parseExpectations(await readFile(expectationsFile, 'utf8'));
  const system = await startSystem({ tapped: true });
  try {
    say('the system runs');
    const watch = await watchSystem(system.endpoints, system.stateFolder);
    const { values, places, stop } = await plantEverything(system, say);
    try {
      await watch.stop();
      const report = await look([...places, ...watch.places], values);
      say('everything is searched');
      return judge({ values, report, expectations });
    } finally {
      await stop();
    }
  } finally {
    await system.stop();
  }
}

async function plantEverything(system: System, say: (line: string) => void) {
  const endpoints = system.endpoints as ComparisonEndpoints;
  const plantOthers = (wanted: readonly Scenario[]) => plantApproaches(endpoints, wanted, say);
  const others = await plantOthers(disturbing);
  const { values, processed, stop } = await plantByReference(system, say, async () => {
    others.push(...(await plantOthers(quiet)));
  });
  const { stateFolder } = system;
  const control = await plantControl(endpoints, stateFolder);
  say('control: every spot');
  const places = auditedPlaces(endpoints, stateFolder, processed);
  return {
    values: [...values, ...others, ...control.values],
    places: [...places, control.log].map(withoutAllowance),
    async stop() {
      stop();
      await control.stop();
    },
  };
}

/** Here the matrix alone decides what may be where. */
function withoutAllowance({ mayHold: _, ...place }: Place): Place {
  return place;
}
