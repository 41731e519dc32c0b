import { inActivities } from './leaks/in-activities.ts';
import { inPassing } from './leaks/in-passing.ts';
import { inThePortal } from './leaks/in-the-portal.ts';
import { inTheVault } from './leaks/in-the-vault.ts';
import { inWorkflows } from './leaks/in-workflows.ts';
import { pastGuards } from './leaks/past-guards.ts';
import { respelt } from './leaks/respelt.ts';
import type { Mutant } from './mutant.ts';

/** All mutants, in the order of the table. */
export const mutants: readonly Mutant[] = [
  ...inThePortal,
  ...inWorkflows,
  ...inActivities,
  ...inTheVault,
  ...inPassing,
  ...respelt,
  ...pastGuards,
];
