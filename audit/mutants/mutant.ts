import type { Change } from './change.ts';
import { guardsOff, type GuardName } from './guards-off.ts';
import type { ScenarioName } from './scenarios.ts';

/** A leak, made from the product's own code by changing one line of it. */
export interface Mutant extends Change {
  /** What leaks, and where to. */
  name: string;
  /** What users must do for the line to run. */
  scenario: ScenarioName;
  /** Guards that are switched off as well, by a line each, to see what catches the leak then. */
  without?: readonly GuardName[];
  /** `left over`: the workflow bundle is the one that was built before the change. */
  bundle?: 'left over';
}

/** The leak, and the guards that are switched off for it. */
export function changesOf({ without = [], ...leak }: Mutant): Change[] {
  return [leak, ...without.map((guard) => guardsOff[guard])];
}

/** True if the workflow bundle has to be rebuilt for the change. */
export function isInBundle({ file }: Change): boolean {
  return /^(contract\/|workflows\/|infra\/allow-list\/|infra\/temporal\/(guards\/|bundle|failures))/.test(
    file,
  );
}
