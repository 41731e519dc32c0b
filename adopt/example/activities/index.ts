import type { IntakeActivities } from '#contract/index.ts';
import type { Intakes } from '#intake/intakes.ts';
import { worker } from '#intake/intakes.ts';
import type { IntakeVault } from '#intake/stored-types.ts';
import { createReadLabResult } from './read-lab-result.ts';
import { createTriage } from './triage.ts';

export interface ActivityDependencies {
  vault: IntakeVault;
  intakes: Intakes;
}

/**
 * The steps: each fetches by reference, processes, writes back, and returns a reference. Each may
 * run twice and may die between any two lines; what it stores, it stores once.
 */
export function createActivities({ vault, intakes }: ActivityDependencies): IntakeActivities {
  const session = vault.as(worker);
  return {
    readLabResult: createReadLabResult(session),
    triage: createTriage(session, intakes),
  };
}
