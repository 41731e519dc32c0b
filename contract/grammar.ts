/**
 * What a reference, a routing code and a value in history look like. Derived from `lists.ts`; not
 * for editing.
 */
import { failureMessages, referenceKinds, routingCodes } from './lists.ts';
import type { signalNames, updateNames } from './lists.ts';

export type ReferenceKind = (typeof referenceKinds)[number];

/**
 * A kind, `_` and 26 letters of Crockford's base 32: 128 random bits, never a hash and never a
 * sequence.
 */
export type Reference<Kind extends ReferenceKind = ReferenceKind> = `${Kind}_${string}`;

export type UpdateName = (typeof updateNames)[number];
export type SignalName = (typeof signalNames)[number];

export type RoutingCode = (typeof routingCodes)[number];

/** Everything that an argument or a result in history may be. */
export type HistoryValue =
  Reference | RoutingCode | readonly (Reference | RoutingCode)[] | undefined | void;

export type FailureType = keyof typeof failureMessages;
export const failureTypes = Object.keys(failureMessages) as readonly FailureType[];

const referencePattern = new RegExp(`^(?:${referenceKinds.join('|')})_[0-9a-hjkmnp-tv-z]{26}$`);
const routingCodeSet: ReadonlySet<string> = new Set(routingCodes);

/** True for a well-formed reference, of `kind` if one is given. It may still point to nothing. */
export function isReference<Kind extends ReferenceKind = ReferenceKind>(
  value: unknown,
  kind?: Kind,
): value is Reference<Kind> {
  if (typeof value !== 'string' || !referencePattern.test(value)) return false;
  return kind === undefined || value.startsWith(`${kind}_`);
}

/** True for a word of the closed list. */
export function isRoutingCode(value: unknown): value is RoutingCode {
  return typeof value === 'string' && routingCodeSet.has(value);
}

/** True for what history may hold: a reference, a routing code, a list of these, or nothing. */
export function mayEnterHistory(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isReference(item) || isRoutingCode(item));
  return isReference(value) || isRoutingCode(value);
}
