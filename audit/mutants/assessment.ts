import type { Finding } from '../search/search.ts';
import type { Mutant } from './mutant.ts';
import { made } from './received.ts';
import type { Result } from './run.ts';

/**
 * What became of a mutant. `survived` is a failure of guards and audit, `invalid` one of the mutant
 * itself.
 */
export interface Assessment {
  caughtBy: string;
  seen: string;
  kind: 'guard' | 'audit' | 'survived' | 'invalid';
}

/** A leak that was found counts as found, even if a guard refused something as well. */
export function assess(
  { findings, evidence, line }: Result,
  without: Mutant['without'] = [],
): Assessment {
  const known = findings.filter(({ field }) => field !== made);
  if (known.length > 0) return { kind: 'audit', caughtBy: 'audit', seen: placesOf(known) };
  // The audit of a system does not know what a line makes: it would not have seen this.
  if (findings.length > 0)
    return { kind: 'survived', caughtBy: '**nothing**', seen: placesOf(findings) };
  if (line === 'idle') return invalid('its line never ran');
  const [first] = evidence;
  if (!first) return { kind: 'survived', caughtBy: '**nothing**', seen: `its line ran (${line})` };
  if (line === 'ran') return invalid('its line had nothing to leak');
  return { kind: 'guard', caughtBy: refusing(first.guard, without), seen: first.seen };
}

/**
 * The guard behind a guard, with the same evidence. If the first is switched off, the second one
 * refused.
 */
const behind: Readonly<Record<string, string>> = {
  'step edge': 'failure converter',
  'payload converter': 'payload codec',
};

function refusing(guard: string, off: readonly string[]): string {
  const next = behind[guard];
  return next && off.includes(guard) ? refusing(next, off) : guard;
}

/** A mutant that proves nothing, and why. */
export function invalid(why: string): Assessment {
  return { kind: 'invalid', caughtBy: '**no mutant**', seen: why };
}

/** The first field, the number of others, and the places where they were found. */
function placesOf(findings: readonly Finding[]): string {
  const places = [...new Set(findings.map(({ place }) => place))];
  const [{ field } = { field: '' }] = findings;
  const fields = new Set(findings.map((finding) => finding.field)).size;
  return `${field}${fields > 1 ? ` and ${fields - 1} more` : ''} in ${places.join(', ')}`;
}
