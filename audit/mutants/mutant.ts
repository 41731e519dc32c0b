import type { GuardName } from './guards-off.ts';
import type { ScenarioName } from './scenarios.ts';

/** One line, replaced by another one. */
export interface Change {
  /** From the root of the repository. */
  file: string;
  /** A piece of a line that is in the file once. */
  from: string;
  /** What takes its place. `«…»` marks what leaks: an expression, or `«word»` or `«ssn»` for a planted one. */
  to: string;
  /** An import that the line needs. It goes to the end of the file, where it moves no other line. */
  needs?: string;
}

/** A leak, made of the product's own code by changing one line of it. */
export interface Mutant extends Change {
  /** What leaks, and where to. */
  name: string;
  /** What people must do for the line to run. */
  scenario: ScenarioName;
  /** Guards that are switched off besides, by a line each: to see who catches the leak then. */
  without?: readonly GuardName[];
  /** `left over`: the workflow bundle is the one that was built before the change. */
  bundle?: 'left over';
}

/** A mutant that is no good: it proves nothing, whatever came of it. */
export class MutantError extends Error {
  override name = 'MutantError';
}
