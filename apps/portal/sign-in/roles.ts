import { roles } from '../access.ts';
import type { Role } from '../access.ts';

/**
 * The one role of the portal that a claim names, or undefined. The claim is a word or a list of
 * words; others than the portal's are ignored. Two of the portal's are none: nobody reviews what
 * they applied for.
 * @param claim the claim's name, or where it is in nested claims: `realm_access.roles`
 */
export function roleIn(claims: object | undefined, claim: string): Role | undefined {
  const given = valueAt(claims, claim);
  const words: unknown[] = Array.isArray(given) ? given : [given];
  const [role, ...others] = roles.filter((one) => words.includes(one));
  return others.length === 0 ? role : undefined;
}

/** A claim's own name may have dots: some providers want a URL (`https://example.com/roles`). */
function valueAt(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null) return undefined;
  if (Object.hasOwn(claims, path)) return (claims as Record<string, unknown>)[path];
  const dot = path.indexOf('.');
  if (dot < 0 || !Object.hasOwn(claims, path.slice(0, dot))) return undefined;
  return valueAt((claims as Record<string, unknown>)[path.slice(0, dot)], path.slice(dot + 1));
}
