/** The audit of this project: a system of its own, canaries through every approach, and a search of every place. */
import { readFile } from 'node:fs/promises';
import { look, type Place } from './search/search.ts';
import type { Scenario } from '#comparison/approaches/contract.ts';
import type { ComparisonEndpoints } from '#comparison/launch.ts';
import { startSystem, type System } from '#test/testing/system.ts';
import { disturbing, plantApproaches, quiet } from './approaches.ts';
import { plantByReference } from './by-reference.ts';
import { plantControl } from './careless.ts';
import { parseExpectations } from './expectations.ts';
import { auditedPlaces } from './places/all.ts';
import { judge, type Verdict } from './verdict.ts';

const expectationsFile = new URL('expectations.md', import.meta.url);

/**
 * Starts a system, plants, searches, compares, stops.
 * @param say is told what has been done
 * @throws AuditError `AUDIT_BAD_EXPECTATIONS`
 */
export async function auditOwnSystem(say: (line: string) => void): Promise<Verdict> {
  const expectations = parseExpectations(await readFile(expectationsFile, 'utf8'));
  const system = await startSystem({ tapped: true });
  try {
    say('the system runs');
    const { values, places, stop } = await plantEverything(system, say);
    try {
      const report = await look(places, values);
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
  const control = await plantControl(system);
  say('control: every spot');
  const places = auditedPlaces(endpoints, system.launcher.stateFolder, processed);
  return {
    values: [...values, ...others, ...control.values],
    places: [...places, ...control.places].map(withoutLeave),
    async stop() {
      stop();
      await control.stop();
    },
  };
}

/** Only the matrix says what may be where. */
function withoutLeave({ mayHold: _, ...place }: Place): Place {
  return place;
}
