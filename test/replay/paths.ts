/**
 * The paths through the loan process. The workflow's tests walk each and compare its steps; the
 * saved histories are of the same walks.
 */
import type { Path } from './path.ts';
import { pathsWithPeople } from './paths-with-people.ts';
import { pathsWithoutPeople } from './paths-without-people.ts';

export { walk } from './path.ts';
export type { Path } from './path.ts';
export { hurriedPaths } from './paths-with-people.ts';

/** With the real review deadlines; `hurriedPaths` need a bundle with short ones. */
export const paths: Readonly<Record<string, Path>> = { ...pathsWithoutPeople, ...pathsWithPeople };
