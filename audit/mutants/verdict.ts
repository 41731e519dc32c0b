import type { Finding } from '../search/search.ts';
import type { Mutant } from './mutant.ts';
import type { Result } from './run.ts';

/** What became of a mutant. `survived` and `invalid` are failures: of the guards and the audit, or of the mutant. */
export interface Verdict {
  caughtBy: string;
  seen: string;
  kind: 'guard' | 'audit' | 'survived' | 'invalid';
}

/** A leak that was found counts as found, even if a guard refused something besides. */
export function verdictOf(
  { findings, evidence, line }: Result,
  without: Mutant['without'] = [],
): Verdict {
  if (findings.length > 0) return { kind: 'audit', caughtBy: 'audit', seen: placesOf(findings) };
  if (line === 'idle') return invalid('its line never ran');
  const [first] = evidence;
  if (!first) return { kind: 'survived', caughtBy: '**nobody**', seen: `its line ran (${line})` };
  if (line === 'ran') return invalid('its line had nothing to leak');
  return { kind: 'guard', caughtBy: standing(first.guard, without), seen: first.seen };
}

/** Who stands behind a guard and refuses in the same words. If the one is switched off, it was the other. */
const behind: Readonly<Record<string, string>> = {
  'step edge': 'failure converter',
  'payload converter': 'payload codec',
};

function standing(guard: string, off: readonly string[]): string {
  const next = behind[guard];
  return next && off.includes(guard) ? standing(next, off) : guard;
}

/** A mutant that proves nothing, and why. */
export function invalid(why: string): Verdict {
  return { kind: 'invalid', caughtBy: '**no mutant**', seen: why };
}

/** Each field once, with the places where it is. */
function placesOf(findings: readonly Finding[]): string {
  const places = [...new Set(findings.map(({ place }) => place))];
  const [{ field } = { field: '' }] = findings;
  const fields = new Set(findings.map((finding) => finding.field)).size;
  return `${field}${fields > 1 ? ` and ${fields - 1} more` : ''} in ${places.join(', ')}`;
}
